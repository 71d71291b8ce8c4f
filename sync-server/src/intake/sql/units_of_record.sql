SELECT unit FROM share WHERE record = :record;
