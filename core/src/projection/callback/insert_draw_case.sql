INSERT INTO draw_case (draw, nth, case_id, unit, class) VALUES (?1, ?2, ?3, ?4, ?5)
