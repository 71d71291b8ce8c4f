SELECT dseq, head FROM link WHERE chain = ?1 ORDER BY dseq DESC LIMIT 1
