SELECT count(*) AS found FROM registration
WHERE name <> '' AND ((state = 'declined' AND settled_at <= :declined) OR (state <> 'accepted' AND asked_at <= :waiting));
