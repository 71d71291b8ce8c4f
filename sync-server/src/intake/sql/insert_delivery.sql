INSERT INTO delivery (id, device, received_at, entries, receipt, sealed)
VALUES (:id, :device, :received_at, :entries, :receipt, :sealed)
ON CONFLICT (id) DO NOTHING;
