SELECT device FROM actor WHERE actor = :actor;
