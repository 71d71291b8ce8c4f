SELECT device, key, asked_at, unit, name, phone, born, label, consent, state, reason, tries
FROM registration
WHERE state = 'waiting' AND next_try <= :now
ORDER BY next_try, asked_at, device
LIMIT :limit;
