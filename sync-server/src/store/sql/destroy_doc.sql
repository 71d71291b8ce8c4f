DELETE FROM doc WHERE record = :record;
