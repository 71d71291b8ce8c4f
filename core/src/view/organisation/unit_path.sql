SELECT path FROM unit WHERE unit = ?1
