DELETE FROM figure_case WHERE record = ?1
