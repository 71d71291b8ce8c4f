DELETE FROM reminder WHERE record = ?1
