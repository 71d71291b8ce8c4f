DELETE FROM token WHERE device = (SELECT no FROM device WHERE device = :device);
