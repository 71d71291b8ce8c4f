DELETE FROM reminder WHERE record = ?1 AND what = ?2
