DELETE FROM figure_case WHERE assessment = ?1
