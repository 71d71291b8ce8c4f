WHERE valid_until < :before
