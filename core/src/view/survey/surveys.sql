SELECT record.record AS record, survey.title AS title, survey.first_day AS first_day, survey.last_day AS last_day,
       survey.institute AS institute, survey.method AS method, survey_result.unit AS unit, unit.name AS unit_name,
       survey_result.planned AS planned, survey_result.answered AS answered, survey_result.safe AS safe
FROM (SELECT record, title, first_day, last_day, institute, method FROM survey ORDER BY last_day DESC, record DESC LIMIT 100) AS survey
JOIN record ON record.no = survey.record
JOIN survey_result ON survey_result.survey = survey.record
LEFT JOIN unit ON unit.path = survey_result.unit
ORDER BY survey.last_day DESC, survey.record DESC, survey_result.nth
