SELECT count(*) AS found FROM delivery WHERE received_at < :before AND sealed IS NOT NULL;
