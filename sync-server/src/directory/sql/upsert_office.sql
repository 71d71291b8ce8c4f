INSERT INTO office (office, unit, name, row) VALUES (:office, :unit, :name, :row)
ON CONFLICT (office) DO UPDATE SET name = excluded.name, row = excluded.row WHERE (name, row) IS NOT (excluded.name, excluded.row);
