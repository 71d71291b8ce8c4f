SELECT shelf, digest FROM shelf WHERE scope = :scope AND audience >= :least AND restricted = 0;
