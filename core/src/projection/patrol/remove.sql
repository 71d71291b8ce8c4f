DELETE FROM patrol WHERE record = ?1
