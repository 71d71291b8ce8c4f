SELECT EXISTS (
  SELECT 1 FROM device JOIN delivery ON delivery.device = device.no
  WHERE device.device = :device AND (:received_at IS NULL OR delivery.received_at <= :received_at)
) AS delivered;
