SELECT record.record AS record, resident.name AS name, resident.id_masked AS id_masked, resident.phone AS phone,
       resident.address AS address, resident.scope AS scope, resident.needs_review AS needs_review,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = resident.record AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM (SELECT resident.record AS no FROM resident
      ORDER BY resident.scope, resident.name, resident.record
      LIMIT ?1 OFFSET ?2) AS page -- found in the index alone, so that pages passed over cost no join
JOIN resident ON resident.record = page.no
JOIN record ON record.no = resident.record
ORDER BY resident.scope, resident.name, resident.record
