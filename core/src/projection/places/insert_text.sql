INSERT INTO place_text (rowid, address, name) VALUES (?1, ?2, ?3)
