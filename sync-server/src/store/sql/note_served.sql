INSERT INTO served (one, custody_grace_days) VALUES (1, :days)
ON CONFLICT (one) DO UPDATE SET custody_grace_days = :days;
