UPDATE custody SET bytes = x'', key = -1, decision = 3, decision_seq = NULL WHERE record = :record;
