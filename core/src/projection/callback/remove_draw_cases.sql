DELETE FROM draw_case WHERE draw = ?1
