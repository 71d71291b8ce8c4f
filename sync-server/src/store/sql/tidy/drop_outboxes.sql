UPDATE delivery SET sealed = NULL WHERE received_at < :before AND sealed IS NOT NULL;
