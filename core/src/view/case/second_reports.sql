SELECT second.duplicate_of AS main, main.no AS main_no, record.record AS second, second.record AS second_no
FROM case_file AS second
JOIN record ON record.no = second.record
JOIN record AS main ON main.record = second.duplicate_of
JOIN case_file AS ended ON ended.record = main.no
WHERE second.duplicate_of IS NOT NULL AND second.open = 1 AND ended.open = 0
ORDER BY second.record
