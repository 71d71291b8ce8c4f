INSERT INTO case_party (party, at, record, case_id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (party, at, record) DO NOTHING
