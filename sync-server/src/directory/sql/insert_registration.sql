INSERT INTO registration (device, key, asked_at, unit, name, phone, born, label, consent, state, reason)
VALUES (:device, :key, :asked_at, :unit, :name, :phone, :born, :label, :consent, 'waiting', '')
ON CONFLICT (device) DO UPDATE SET
  asked_at = excluded.asked_at, unit = excluded.unit, name = excluded.name, phone = excluded.phone, born = excluded.born,
  label = excluded.label, consent = excluded.consent, state = 'waiting', reason = '', settled_at = NULL, tries = 0, next_try = 0;
