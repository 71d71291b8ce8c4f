SELECT row FROM dictionary
WHERE dictionary = :dictionary AND path = x'' AND valid_from <= :today AND (valid_to IS NULL OR valid_to >= :today)
ORDER BY version DESC
LIMIT 1;
