INSERT INTO quarantine (lsn, side, code, detail, at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (lsn) DO UPDATE SET side = excluded.side, code = excluded.code, detail = excluded.detail, at = excluded.at
