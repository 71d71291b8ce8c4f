SELECT shelf, digest FROM own_shelf WHERE person = :person;
