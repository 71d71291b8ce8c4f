SELECT no, asked_at, asked_by, change, settled FROM pending ORDER BY no DESC;
