INSERT INTO quarantine (entry, record, device, why, received_at, bytes)
VALUES (:entry, :record, :device, :why, :received_at, :bytes)
ON CONFLICT (entry) DO NOTHING;
