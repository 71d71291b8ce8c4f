INSERT INTO custody (entry, decision_record, kind, record, scope, device, person, reason, received_at, bytes)
VALUES (:entry, :decision_record, :kind, :record, :scope, :device, :person, :reason, :received_at, :bytes)
ON CONFLICT DO NOTHING;
