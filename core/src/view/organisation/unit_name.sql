SELECT name FROM unit WHERE unit = ?1
