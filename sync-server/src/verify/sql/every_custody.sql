SELECT custody.no AS no, custody.entry AS entry, custody.decision_record AS decision_record, custody.kind AS kind, custody.record AS record,
       custody.scope AS scope, custody.decision AS decision, custody.key AS key, custody.bytes AS bytes, device.device AS device,
       decided.id AS said_id, decided.key AS said_key, decided.bytes AS said,
       EXISTS (SELECT 1 FROM erasure WHERE erasure.record = custody.record AND erasure.erased_at IS NOT NULL) AS gone,
       EXISTS (SELECT 1 FROM entry WHERE entry.id = custody.entry) AS logged
FROM custody
LEFT JOIN device ON device.no = custody.device
LEFT JOIN entry AS decided ON decided.seq = custody.decision_seq
ORDER BY custody.no;
