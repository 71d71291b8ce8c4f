SELECT device, key, asked_at, unit, name, phone, born, label, consent, state, reason, tries FROM registration ORDER BY asked_at DESC, device;
