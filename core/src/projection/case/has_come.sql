DELETE FROM without_case WHERE record = ?1
