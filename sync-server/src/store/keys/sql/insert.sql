INSERT INTO key (no, wrapped) VALUES (:no, :wrapped);
