SELECT name, birth, dwelling, number FROM resident_link WHERE record = ?1
