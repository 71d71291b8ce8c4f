DELETE FROM warning_note WHERE record = ?1
