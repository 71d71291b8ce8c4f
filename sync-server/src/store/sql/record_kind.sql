SELECT kind FROM record WHERE record = :record;
