INSERT INTO unit (unit, parent, name, code, kind, valid_from, path)
VALUES (:unit, :parent, :name, :code, :kind, :valid_from, :path)
ON CONFLICT (unit) DO UPDATE SET name = excluded.name, code = excluded.code, valid_from = excluded.valid_from
WHERE (name, code, valid_from) IS NOT (excluded.name, excluded.code, excluded.valid_from);
