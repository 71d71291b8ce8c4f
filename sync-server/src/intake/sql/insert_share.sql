INSERT INTO share (unit, record, seq) VALUES (:unit, :record, :seq) ON CONFLICT (unit, record) DO NOTHING;
