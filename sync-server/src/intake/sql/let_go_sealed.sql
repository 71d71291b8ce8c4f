UPDATE delivery SET sealed = NULL WHERE id = :id;
