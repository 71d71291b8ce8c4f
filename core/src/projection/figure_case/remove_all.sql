DELETE FROM figure_case
