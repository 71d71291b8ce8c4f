//! 组织: posts, teams, duty, pairs, vacancies.
