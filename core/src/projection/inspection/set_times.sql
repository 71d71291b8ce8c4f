UPDATE inspection_item SET times = ?3 WHERE record = ?1 AND item = ?2
