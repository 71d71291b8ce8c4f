SELECT no, ordered_at FROM wipe WHERE device = :device;
