SELECT device FROM registration
WHERE (state = 'declined' AND settled_at <= :declined AND name <> '') OR (state = 'waiting' AND asked_at <= :waiting)
LIMIT 1;
