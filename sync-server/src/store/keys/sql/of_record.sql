SELECT key FROM record_key WHERE record = :record;
