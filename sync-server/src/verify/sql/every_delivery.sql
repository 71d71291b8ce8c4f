SELECT delivery.id AS id, delivery.receipt AS receipt, device.device AS device
FROM delivery LEFT JOIN device ON device.no = delivery.device
ORDER BY delivery.id;
