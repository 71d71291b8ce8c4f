-- When the relay first had an entry, on its clock, as it told; NULL while it has not, and for what it took before it wrote that down.
ALTER TABLE entry ADD COLUMN received_at INTEGER;

-- The relay's seq of the act that carried a draw out, and by when whoever was drawn has to be called.
ALTER TABLE draw ADD COLUMN drawn_seq INTEGER;
ALTER TABLE draw ADD COLUMN call_by INTEGER;
ALTER TABLE draw ADD COLUMN call_certain INTEGER NOT NULL DEFAULT 1;

-- 口径 3: bits of its own, bit n the nth indicator of the program.
ALTER TABLE figure_case ADD COLUMN looked_at_shown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE figure_case ADD COLUMN has_shown INTEGER NOT NULL DEFAULT 0;

DROP INDEX figure_case_by_scope;
CREATE INDEX figure_case_by_scope ON figure_case (assessment, scope, looked_at, has, looked_at_shown, has_shown);

CREATE INDEX deadline_of_callbacks ON deadline (scope, due_at) WHERE what = 'callback';

CREATE TABLE clue_due (
    -- What is still due of a clue: apart from the deadlines of cases, and read by the views of clues only.
    record  INTEGER NOT NULL,            -- record.no of the clue
    what    TEXT    NOT NULL,            -- accept, finish
    due_at  INTEGER NOT NULL,            -- ms since 1970
    certain INTEGER NOT NULL,            -- 0: days were counted that the calendar does not know
    rule    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (record, what)
) STRICT, WITHOUT ROWID;
