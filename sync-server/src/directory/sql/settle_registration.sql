UPDATE registration
SET
  state = :state, reason = :reason, settled_at = :now, person = :person,
  name = iif(:state = 'accepted', '', name),
  phone = iif(:state = 'accepted', '', phone),
  born = iif(:state = 'accepted', '', born)
WHERE device = :device;
