SELECT EXISTS (SELECT 1 FROM share WHERE unit = :unit AND record = :record) AS shared;
