SELECT number FROM number_correction WHERE record = ?1
