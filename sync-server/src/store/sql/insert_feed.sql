INSERT INTO feed (no, epoch, relay_device) VALUES (1, :epoch, :relay_device);
