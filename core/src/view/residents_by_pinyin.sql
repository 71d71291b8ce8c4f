SELECT record.record AS record, resident.name AS name, resident.id_masked AS id_masked, resident.phone AS phone,
       resident.address AS address, resident.scope AS scope, resident.needs_review AS needs_review,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = resident.record AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM (SELECT resident.record AS found FROM resident WHERE resident.initials >= ?1 AND resident.initials < ?2
      UNION
      SELECT resident.record AS found FROM resident WHERE resident.pinyin >= ?1 AND resident.pinyin < ?2
      LIMIT ?3)
JOIN resident ON resident.record = found
JOIN record ON record.no = resident.record
