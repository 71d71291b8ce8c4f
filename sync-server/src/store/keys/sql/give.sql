INSERT INTO record_key (record) VALUES (:record);
