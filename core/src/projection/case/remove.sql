DELETE FROM case_file WHERE record = ?1
