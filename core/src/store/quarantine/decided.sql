UPDATE quarantine SET code = ?2, detail = ?3
WHERE code = 'InCustody' AND lsn = (SELECT lsn FROM entry WHERE id = ?1)
