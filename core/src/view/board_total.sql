SELECT count(*) AS total FROM case_file WHERE ?1 IS NULL OR state = ?1
