UPDATE registration SET name = '', phone = '', born = '', label = ''
WHERE state = 'declined' AND (settled_at <= :declined OR asked_at <= :waiting) AND name <> '';
