SELECT no, kind, scope, device, person, decision, bytes FROM custody WHERE decision_record = :record;
