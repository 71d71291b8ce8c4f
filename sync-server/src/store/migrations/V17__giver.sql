-- Who gave, changed or ended the post last, as the trail says it, and that row of the trail (number:hash): phones are told both.
-- Empty for what was written before the relay kept it; nobody is told anew for that.
ALTER TABLE post ADD COLUMN given_by TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN trail TEXT NOT NULL DEFAULT '';
