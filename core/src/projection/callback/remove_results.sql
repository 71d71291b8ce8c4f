DELETE FROM survey_result WHERE survey = ?1
