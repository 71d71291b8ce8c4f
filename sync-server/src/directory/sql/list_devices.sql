SELECT
  device.device AS device,
  person.person AS person,
  device.label AS label,
  device.enrolled_at AS enrolled_at,
  device.revoked_at AS revoked_at,
  device.seen_at AS seen_at,
  device.skew_ms AS skew_ms,
  wipe.ordered_at AS wipe_ordered_at,
  wipe.told_at AS wipe_told_at,
  wipe.confirmed_at AS wiped_at,
  coalesce(wipe.last_word, 0) AS wiped_while_locked,
  -- An outbox that another phone carried before holds some of the same entries.
  (
    SELECT sum(delivery.entries) FROM delivery
    WHERE delivery.device = device.no AND delivery.received_at >= coalesce(wipe.ordered_at, 0)
  ) AS delivered
FROM device
JOIN person ON person.no = device.person
LEFT JOIN wipe ON wipe.device = device.no
ORDER BY device.no;
