SELECT person FROM person WHERE no = :person;
