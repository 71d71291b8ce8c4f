UPDATE erasure SET key_gone = 1 WHERE erased_at IS NOT NULL AND key_gone = 0;
