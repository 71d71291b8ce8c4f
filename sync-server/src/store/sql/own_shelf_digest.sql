SELECT digest FROM own_shelf WHERE person = :person AND shelf = :shelf;
