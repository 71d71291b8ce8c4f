DELETE FROM closed_case WHERE record = ?1
