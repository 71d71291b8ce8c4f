SELECT digest FROM shelf WHERE shelf = :shelf;
