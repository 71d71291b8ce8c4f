INSERT INTO approval (pending, operator, signature, at) VALUES (:pending, :operator, :signature, :at);
