INSERT INTO survey_result (survey, nth, unit, planned, answered, safe) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
