WHERE seen_at < :before
