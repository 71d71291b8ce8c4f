INSERT INTO code (hash, person, issued_at, expires_at)
SELECT :hash, person.no, :issued_at, :expires_at FROM person WHERE person.person = :person;
