SELECT receipt FROM delivery WHERE id = :id;
