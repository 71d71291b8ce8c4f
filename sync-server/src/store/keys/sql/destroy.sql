UPDATE key SET wrapped = zeroblob(length(wrapped)), gone = 1 WHERE no = :no AND gone = 0;
