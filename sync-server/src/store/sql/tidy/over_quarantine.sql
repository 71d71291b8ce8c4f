WHERE received_at < :before
