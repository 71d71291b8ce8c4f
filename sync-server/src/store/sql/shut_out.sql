SELECT no FROM device WHERE revoked_at IS NOT NULL;
