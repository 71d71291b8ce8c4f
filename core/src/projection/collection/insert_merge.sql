INSERT INTO merging (kept, other, state) VALUES (?1, ?2, ?3)
