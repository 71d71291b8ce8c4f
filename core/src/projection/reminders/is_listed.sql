SELECT 1 FROM visited WHERE record = ?1
