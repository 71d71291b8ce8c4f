DELETE FROM assessment WHERE record = ?1
