INSERT INTO assessment (record, unit, period, at, rules, corrects, provisional) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
