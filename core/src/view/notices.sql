WITH mine AS MATERIALIZED (
    SELECT unhex(value ->> 'post') AS post, value ->> 'unit' AS unit, value ->> 'kind' AS kind FROM json_each(?1)
)
SELECT record.record AS record, notice.public AS public, notice.priority AS priority, notice.title AS title,
       notice.scope AS scope, notice.operational AS operational, notice.published_at AS published_at,
       notice.valid_until AS valid_until, notice.provisional AS provisional,
       CASE WHEN notice.operational = 1
            THEN EXISTS (SELECT 1 FROM notice_read JOIN mine ON notice_read.post = mine.post
                         WHERE notice_read.record = notice.record)
            ELSE EXISTS (SELECT 1 FROM notice_seen WHERE notice_seen.record = notice.record) END AS read
FROM notice
JOIN record ON record.no = notice.record
WHERE notice.withdrawn = '' AND (notice.valid_until IS NULL OR notice.valid_until >= ?2)
  AND EXISTS (SELECT 1 FROM mine
              WHERE substr(mine.unit, 1, 2 * length(notice.scope)) = hex(notice.scope)
                AND (notice.audience = '' OR instr(notice.audience, mine.kind) > 0))
ORDER BY read, notice.priority DESC, notice.published_at DESC, notice.record DESC
LIMIT ?3 OFFSET ?4
