INSERT INTO slim (record, rule, slimmed_at, back_at, looked_to, kept)
VALUES (:record, :rule, :slimmed_at, :back_at, :looked_to, :kept)
ON CONFLICT (record) DO UPDATE SET
    rule = excluded.rule, slimmed_at = excluded.slimmed_at, back_at = excluded.back_at,
    looked_to = excluded.looked_to, kept = excluded.kept
