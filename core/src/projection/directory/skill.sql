INSERT OR IGNORE INTO skill (tag, person, unit) VALUES (?1, ?2, ?3)
