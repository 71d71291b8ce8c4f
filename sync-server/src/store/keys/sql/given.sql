SELECT coalesce(max(key), 0) AS given FROM record_key;
