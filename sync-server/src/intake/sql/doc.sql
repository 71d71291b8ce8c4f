SELECT version, unsealed(key, record, bytes) AS bytes FROM doc WHERE record = :record;
