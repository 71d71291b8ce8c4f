UPDATE wipe SET told_at = :now WHERE device = :device AND told_at IS NULL;
