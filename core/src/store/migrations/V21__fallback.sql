-- 兜底: the kind of post whose a case is again that was sent on and that nobody takes on; NULL where nobody's.
ALTER TABLE case_file ADD COLUMN fallback_kind TEXT;
CREATE INDEX case_sent ON case_file (moved_at, scope, fallback_kind) WHERE fallback_kind IS NOT NULL;
