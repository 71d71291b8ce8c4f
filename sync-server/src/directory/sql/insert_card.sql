INSERT INTO card (device, post, issued_at, valid_until) VALUES (:device, :post, :issued_at, :valid_until);
