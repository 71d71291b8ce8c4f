SELECT shelf, digest FROM shelf WHERE scope = :scope AND directory = 1;
