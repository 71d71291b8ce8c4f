INSERT INTO number_correction (number, record) VALUES (?1, ?2)
