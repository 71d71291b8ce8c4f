UPDATE entry SET bytes = NULL WHERE state = 3 AND own = 1 AND bytes IS NOT NULL;
DELETE FROM intent WHERE lsn NOT IN (SELECT lsn FROM entry WHERE state <> 3);
DELETE FROM quarantine WHERE lsn NOT IN (SELECT lsn FROM entry);
DELETE FROM doc WHERE record NOT IN (SELECT record FROM entry WHERE class = 0);
DELETE FROM slim_stamp WHERE lsn NOT IN (SELECT lsn FROM entry);
DELETE FROM slim WHERE record NOT IN (SELECT record FROM entry);
DELETE FROM notice_seen WHERE record NOT IN (SELECT record FROM entry);
DELETE FROM record
WHERE no NOT IN (SELECT record FROM entry) AND no NOT IN (SELECT record FROM track_fix);
