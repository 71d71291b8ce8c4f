SELECT no FROM person WHERE person = :person;
