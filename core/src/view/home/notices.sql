SELECT count(*) AS count
FROM notice
WHERE notice.withdrawn = '' AND (notice.valid_until IS NULL OR notice.valid_until >= :now)
  AND substr(:unit, 1, length(notice.scope)) = notice.scope
  AND (notice.audience = '' OR instr(notice.audience, :kind) > 0)
  AND CASE WHEN notice.operational = 1
      THEN NOT EXISTS (SELECT 1 FROM notice_read WHERE notice_read.record = notice.record AND notice_read.post = :post)
      ELSE NOT EXISTS (SELECT 1 FROM notice_seen WHERE notice_seen.record = notice.record) END
