SELECT no, kind, scope, device, person, decision, received_at, unsealed(key, entry, bytes) AS bytes
FROM custody WHERE decision_record = :record AND decision <> 3;
