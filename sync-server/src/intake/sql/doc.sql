SELECT version, bytes FROM doc WHERE record = :record;
