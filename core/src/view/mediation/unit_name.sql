SELECT unit.name AS name FROM unit WHERE unit.unit = ?1
