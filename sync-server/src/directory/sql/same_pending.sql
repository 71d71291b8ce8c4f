SELECT no FROM pending WHERE settled IS NULL AND change = :change AND asked_at > :since;
