INSERT INTO household (record, number, head, dwelling, address, scope) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
