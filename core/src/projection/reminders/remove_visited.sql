DELETE FROM visited WHERE record = ?1
