INSERT INTO building (record, address, leader, scope) VALUES (?1, ?2, ?3, ?4)
