SELECT survey_result.unit AS unit, unit.name AS unit_name, survey_result.planned AS planned,
       survey_result.answered AS answered, survey_result.safe AS safe
FROM survey_result
LEFT JOIN unit INDEXED BY unit_listed ON unit.path = survey_result.unit
WHERE survey_result.survey = ?1
ORDER BY survey_result.nth
