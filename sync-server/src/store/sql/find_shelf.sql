SELECT shelf FROM shelf WHERE scope = :scope AND restricted = :restricted AND audience = :audience;
