SELECT record FROM resident_link WHERE number = ?1
