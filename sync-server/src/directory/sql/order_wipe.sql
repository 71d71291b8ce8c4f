INSERT INTO wipe (device, ordered_at)
SELECT no, :now FROM device WHERE device = :device AND revoked_at IS NOT NULL
ON CONFLICT (device) DO NOTHING;
