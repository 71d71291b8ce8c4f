INSERT INTO counted_assessment (record, unit, period, epoch, seq) VALUES (?1, ?2, ?3, ?4, ?5)
