SELECT unsealed(entry.key, entry.id, entry.bytes) AS bytes FROM custody JOIN entry ON entry.seq = custody.decision_seq
WHERE custody.device = :device AND custody.decision <> 0
ORDER BY custody.decision_seq DESC
LIMIT :limit;
