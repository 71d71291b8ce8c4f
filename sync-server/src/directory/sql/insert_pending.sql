INSERT INTO pending (asked_at, asked_by, change) VALUES (:asked_at, :asked_by, :change);
