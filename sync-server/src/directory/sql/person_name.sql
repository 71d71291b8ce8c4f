SELECT name FROM person WHERE person = :person;
