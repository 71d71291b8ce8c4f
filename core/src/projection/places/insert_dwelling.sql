INSERT INTO dwelling (record, building, address, rented, scope) VALUES (?1, ?2, ?3, ?4, ?5)
