DELETE FROM mediation WHERE record = ?1
