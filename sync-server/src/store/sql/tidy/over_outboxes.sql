WHERE received_at < :before AND sealed IS NOT NULL
