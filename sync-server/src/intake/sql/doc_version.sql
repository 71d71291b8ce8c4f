SELECT version FROM doc WHERE record = :record;
