SELECT count(*) AS refused
FROM entry JOIN quarantine ON quarantine.lsn = entry.lsn
WHERE entry.own = 1 AND entry.state = 2 AND quarantine.code <> 'InCustody'
