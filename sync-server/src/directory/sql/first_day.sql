SELECT from_day FROM post WHERE post = :post AND person = :person;
