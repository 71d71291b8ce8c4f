SELECT answer FROM inspection_item WHERE case_record = ?1 ORDER BY at DESC, record DESC LIMIT 1
