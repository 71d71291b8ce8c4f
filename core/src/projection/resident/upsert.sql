INSERT INTO resident (record, name, pinyin, initials, phone, address, id_masked, scope, needs_review)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (record) DO UPDATE SET
    name = excluded.name, pinyin = excluded.pinyin, initials = excluded.initials, phone = excluded.phone,
    address = excluded.address, id_masked = excluded.id_masked, scope = excluded.scope,
    needs_review = excluded.needs_review
