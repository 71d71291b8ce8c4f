INSERT INTO custody (entry, decision_record, kind, record, scope, device, person, reason, received_at, key, bytes)
VALUES (:entry, :decision_record, :kind, :record, :scope, :device, :person, :reason, :received_at, :key, sealed(:key, :entry, :bytes))
ON CONFLICT DO NOTHING;
