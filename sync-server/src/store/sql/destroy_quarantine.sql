DELETE FROM quarantine WHERE record = :record;
