UPDATE entry SET shelf = :shelf, record = :record WHERE seq = :seq;
