INSERT INTO reg_row (kind, record, scope, payload) VALUES (:kind, :record, :scope, :payload)
ON CONFLICT (kind, record, scope) DO UPDATE SET payload = excluded.payload WHERE payload IS NOT excluded.payload;
