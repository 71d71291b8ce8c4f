INSERT INTO resident_text (rowid, name, address, phone) VALUES (?1, ?2, ?3, ?4)
