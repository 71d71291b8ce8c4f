SELECT (SELECT count(*) FROM resident) AS residents,
       (SELECT count(*) FROM case_file) AS cases,
       (SELECT count(*) FROM patrol) AS patrols,
       (SELECT count(*) FROM quarantine) AS kept_aside,
       (SELECT count(*) FROM without_case) AS without_case
