SELECT valid_from, valid_to FROM unit WHERE unit = :unit;
