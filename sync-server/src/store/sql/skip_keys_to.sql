UPDATE sqlite_sequence SET seq = max(seq, :issued) WHERE name = 'record_key';
