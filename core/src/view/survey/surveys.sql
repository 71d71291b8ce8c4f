SELECT record.record AS record, survey.record AS no, survey.title AS title, survey.first_day AS first_day,
       survey.last_day AS last_day, survey.institute AS institute, survey.method AS method
FROM survey INDEXED BY survey_by_day
CROSS JOIN record ON record.no = survey.record
WHERE ?1 IS NULL OR (survey.last_day, survey.record) < (?1, ?2)
ORDER BY survey.last_day DESC, survey.record DESC
LIMIT ?3
