UPDATE draw SET call_by = NULL WHERE record = ?1
