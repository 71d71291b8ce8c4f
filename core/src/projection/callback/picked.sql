SELECT case_id FROM draw_case WHERE draw = ?1 ORDER BY nth
