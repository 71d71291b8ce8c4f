INSERT INTO roster_slot (record, nth, scope, day, sheet, own, post, partner, from_at, to_at, note, waiting)
VALUES (:record, :nth, :scope, :day, :sheet, :own, :post, :partner, :from_at, :to_at, :note, :waiting)
