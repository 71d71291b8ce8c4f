SELECT record, scope FROM case_file
WHERE state NOT IN ('closed', 'evaluated', 'archived', 'declined', 'void')
   OR record IN (SELECT record FROM deadline)
ORDER BY record
