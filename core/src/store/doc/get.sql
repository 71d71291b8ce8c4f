SELECT blob FROM doc WHERE record = ?1
