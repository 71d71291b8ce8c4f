INSERT INTO audit_look (lsn, target, day) VALUES (:lsn, :target, :day) ON CONFLICT (lsn, target) DO NOTHING
