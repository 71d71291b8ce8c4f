DELETE FROM inspection_item WHERE record = ?1
