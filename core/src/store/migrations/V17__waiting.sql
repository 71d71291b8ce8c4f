-- What waits, and for whom, without a look at what is closed: the first screen, a post's own cases, those nobody holds.
CREATE INDEX case_open_post ON case_file (responsible_post, responsible_kind, responsible_scope, scope)
    WHERE open = 1 AND responsible_post IS NOT NULL;
CREATE INDEX case_open_seat ON case_file (responsible_kind, responsible_scope, scope)
    WHERE open = 1 AND responsible_post IS NULL;
CREATE INDEX case_urgent ON case_file (state, scope, moved_at) WHERE open = 1 AND urgent = 1;
CREATE INDEX case_supervised ON case_file (scope) WHERE open = 1 AND supervised = 1;
CREATE INDEX clue_waiting ON clue (scope) WHERE state IN ('reported', 'handed_over');
CREATE INDEX unit_by_leader ON unit (leader) WHERE leader IS NOT NULL;
CREATE INDEX patrol_open ON patrol (post) WHERE state IN ('assigned', 'underway', 'paused');
CREATE INDEX post_by_kind ON post (kind);

CREATE TABLE clue_reporter (
    -- Whose a clue is, for the reporter's own list alone; no other view reads it.
    record INTEGER NOT NULL PRIMARY KEY, -- record.no
    device BLOB    NOT NULL,             -- DeviceId
    post   BLOB    NOT NULL              -- PostId
) STRICT;
CREATE INDEX clue_reporter_by_device ON clue_reporter (device);
CREATE INDEX clue_reporter_by_post ON clue_reporter (post);

CREATE INDEX roster_slot_by_end ON roster_slot (to_at, from_at, waiting, post, partner);
