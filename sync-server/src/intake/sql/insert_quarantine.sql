INSERT INTO quarantine (entry, record, device, why, received_at, key, bytes)
VALUES (:entry, :record, :device, :why, :received_at, :key, sealed(:key, :entry, :bytes))
ON CONFLICT (entry) DO NOTHING;
