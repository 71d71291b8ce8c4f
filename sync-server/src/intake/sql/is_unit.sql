SELECT EXISTS (SELECT 1 FROM unit WHERE unit = :unit) AS known;
