INSERT INTO device (device, person, key, label, enrolled_at) VALUES (:device, :person, :key, :label, :enrolled_at);
