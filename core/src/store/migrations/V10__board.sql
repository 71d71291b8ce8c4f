-- The board cuts cases in any way and shows them newest first: one index holds all it cuts by, so that neither the page nor the
-- total looks at the cases themselves.
DROP INDEX case_by_time;
DROP INDEX case_by_state;
DROP INDEX case_by_class;
DROP INDEX case_by_place;
DROP INDEX case_open;
CREATE INDEX case_by_time ON case_file (reported_at, record, open, state, class, urgent, supervised, scope);
