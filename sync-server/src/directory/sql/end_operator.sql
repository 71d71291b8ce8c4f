UPDATE operator SET ended_at = :now WHERE name = :name AND ended_at IS NULL;
