SELECT record, scope FROM case_file
WHERE state NOT IN ('closed', 'evaluated', 'archived', 'declined', 'void') ORDER BY record
