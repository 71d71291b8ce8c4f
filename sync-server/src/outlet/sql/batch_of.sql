SELECT first, count, signature FROM batch
WHERE chain = :chain AND first <= :dseq AND first + count > :dseq
ORDER BY first DESC
LIMIT 1;
