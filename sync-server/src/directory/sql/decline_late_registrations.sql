UPDATE registration SET state = 'declined', reason = :reason, settled_at = :now WHERE state = 'waiting' AND asked_at <= :waiting;
