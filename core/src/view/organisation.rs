//! Units, teams, duty, vacancies, where a place belongs.
