INSERT INTO resident_link (record, name, birth, dwelling, household, relation, number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
