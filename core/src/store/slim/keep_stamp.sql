INSERT INTO slim_stamp (lsn, stamp) VALUES (?1, ?2) ON CONFLICT (lsn) DO UPDATE SET stamp = excluded.stamp
