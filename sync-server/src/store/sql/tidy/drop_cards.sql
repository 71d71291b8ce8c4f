DELETE FROM card WHERE valid_until < :before;
