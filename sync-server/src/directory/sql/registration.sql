SELECT device, key, asked_at, unit, name, phone, born, label, consent, state, reason, tries FROM registration WHERE device = :device;
