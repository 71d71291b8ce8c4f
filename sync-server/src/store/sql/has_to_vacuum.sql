SELECT EXISTS (SELECT 1 FROM chore WHERE chore = 'vacuum') AS has_to;
