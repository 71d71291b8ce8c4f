DELETE FROM custody WHERE record = :record;
