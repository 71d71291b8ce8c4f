INSERT INTO record (record, kind, scope, founder) VALUES (:record, :kind, :scope, :founder)
ON CONFLICT (record) DO NOTHING;
