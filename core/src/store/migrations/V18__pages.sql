-- What the first screen of each post counts, and what a page goes on after.
ALTER TABLE appeal ADD COLUMN scope BLOB NOT NULL DEFAULT x'';
ALTER TABLE appeal ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX appeal_waiting ON appeal (scope, at) WHERE state = 'open' AND waits = 0;
ALTER TABLE merging ADD COLUMN scope BLOB NOT NULL DEFAULT x'';
ALTER TABLE merging ADD COLUMN proposed_by BLOB NOT NULL DEFAULT x'';
ALTER TABLE merging ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX merging_waiting ON merging (scope, kept, other, proposed_by) WHERE state = 'proposed' AND waits = 0;
ALTER TABLE duplicate ADD COLUMN low_scope BLOB NOT NULL DEFAULT x'';
ALTER TABLE duplicate ADD COLUMN high_scope BLOB NOT NULL DEFAULT x'';
CREATE INDEX deadline_late ON deadline (due_at, record, scope) WHERE paused = 0;
CREATE INDEX case_ended ON case_file (moved_at, record) WHERE open = 0;
CREATE INDEX survey_by_day ON survey (last_day, record);
CREATE INDEX figure_case_by_scope ON figure_case (assessment, scope, looked_at, has);
CREATE INDEX office_by_position ON office (lat_e6, lon_e6) WHERE lat_e6 IS NOT NULL;
