VACUUM;
DELETE FROM chore WHERE chore = 'vacuum';
