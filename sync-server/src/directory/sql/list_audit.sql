SELECT no, at, who, what, subject, before, after, hash, signature FROM audit WHERE no > :after ORDER BY no LIMIT :limit;
