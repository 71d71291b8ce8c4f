SELECT count(*) AS found FROM quarantine WHERE received_at < :before;
