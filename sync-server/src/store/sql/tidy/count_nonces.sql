SELECT count(*) AS found FROM nonce WHERE seen_at < :before;
