SELECT 1 AS decides FROM custody WHERE decision_record = :record;
