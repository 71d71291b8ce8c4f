INSERT INTO included (entry, epoch, inclusion) VALUES (?1, ?2, ?3)
ON CONFLICT (entry) DO UPDATE SET epoch = excluded.epoch, inclusion = excluded.inclusion
