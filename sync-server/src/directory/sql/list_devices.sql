SELECT
  device.device AS device,
  person.person AS person,
  device.label AS label,
  device.enrolled_at AS enrolled_at,
  device.revoked_at AS revoked_at,
  device.seen_at AS seen_at,
  device.skew_ms AS skew_ms
FROM device JOIN person ON person.no = device.person
ORDER BY device.no;
