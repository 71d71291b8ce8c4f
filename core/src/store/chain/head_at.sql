SELECT head FROM link WHERE chain = ?1 AND dseq = ?2
