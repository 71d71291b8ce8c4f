SELECT
  token.hash AS hash,
  token.expires_at AS expires_at,
  device.no AS device_no,
  device.device AS device,
  device.person AS person,
  device.key AS key,
  device.revoked_at IS NOT NULL AS revoked
FROM token JOIN device ON device.no = token.device
WHERE token.hash = :hash;
