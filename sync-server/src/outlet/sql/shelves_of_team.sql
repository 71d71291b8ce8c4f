SELECT shelf, digest FROM shelf WHERE scope = :scope AND audience = :audience;
