SELECT DISTINCT link.entry AS entry FROM link
WHERE link.refused = :code
  AND NOT EXISTS (SELECT 1 FROM custody WHERE custody.entry = link.entry)
  AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = link.entry)
ORDER BY link.entry;
