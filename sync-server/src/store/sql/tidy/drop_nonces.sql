DELETE FROM nonce WHERE seen_at < :before;
