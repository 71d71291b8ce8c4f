INSERT INTO inspection (record, kind, scope, post, at, address, recheck_of, bad, voided, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
