INSERT INTO audit (lsn, at, act, post, device, scope, target, noun, field, reason, note)
VALUES (:lsn, :at, :act, :post, :device, :scope, :target, :noun, :field, :reason, :note)
ON CONFLICT (lsn) DO NOTHING
