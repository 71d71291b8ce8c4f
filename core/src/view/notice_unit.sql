SELECT name FROM unit WHERE path = ?1
