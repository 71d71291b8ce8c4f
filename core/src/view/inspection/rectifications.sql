SELECT last.case_record AS case_record, case_file.title AS title, case_file.state AS state, last.item AS item,
       inspection.address AS address, looked.record AS inspection, last.at AS at, last.answer AS answer
FROM (
    SELECT case_record, record, item, answer, max(at) AS at FROM inspection_item
    WHERE case_record IS NOT NULL GROUP BY case_record
) AS last
JOIN record AS founded ON founded.record = last.case_record
JOIN case_file ON case_file.record = founded.no
JOIN inspection ON inspection.record = last.record
JOIN record AS looked ON looked.no = last.record
WHERE case_file.state IN (SELECT value FROM json_each(?1))
ORDER BY last.at, last.case_record
LIMIT ?2 OFFSET ?3
