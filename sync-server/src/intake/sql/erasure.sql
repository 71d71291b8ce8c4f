SELECT ask, asked_by, held FROM erasure WHERE record = :record;
