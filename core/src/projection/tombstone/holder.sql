INSERT INTO tombstone_holder (record, device, person) VALUES (?1, ?2, ?3) ON CONFLICT (record, device) DO NOTHING
