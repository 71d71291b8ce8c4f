INSERT INTO chain (device, id, dseq) VALUES (:device, :id, 0);
