SELECT sql FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'refinery_%'
  AND name NOT LIKE 'resident_text_%' AND name NOT LIKE 'place_%'
ORDER BY rowid
