INSERT INTO closed_case (record, seq, case_id, scope, class, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
