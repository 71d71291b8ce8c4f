SELECT no, person, key, revoked_at IS NOT NULL AS revoked FROM device WHERE device = :device;
