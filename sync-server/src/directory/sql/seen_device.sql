UPDATE device SET seen_at = :now, skew_ms = :skew WHERE no = :device;
