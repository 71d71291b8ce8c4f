SELECT state, words, at FROM reply WHERE record = ?1 ORDER BY nth
