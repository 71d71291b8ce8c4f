SELECT (SELECT count(*) FROM tombstone WHERE held = 1) AS held,
       (SELECT count(*) FROM slim JOIN record ON record.no = slim.record
        WHERE slim.back_at IS NULL AND record.kind = 'case') AS slimmed
