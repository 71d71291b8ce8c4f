DELETE FROM counted_assessment WHERE record = ?1
