DELETE FROM draft WHERE draft = ?1
