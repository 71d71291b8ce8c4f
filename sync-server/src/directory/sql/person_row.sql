SELECT name, row FROM person WHERE person = :person;
