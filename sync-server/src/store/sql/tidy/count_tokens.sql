SELECT count(*) AS found FROM token WHERE expires_at <= :before;
