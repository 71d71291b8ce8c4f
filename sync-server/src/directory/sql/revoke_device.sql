UPDATE device SET revoked_at = :now WHERE device = :device AND revoked_at IS NULL;
