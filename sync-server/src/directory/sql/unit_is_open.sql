SELECT unit FROM unit WHERE unit = :unit AND valid_from <= :today AND (valid_to IS NULL OR valid_to >= :today);
