SELECT asked_at, change, settled FROM pending WHERE no = :pending;
