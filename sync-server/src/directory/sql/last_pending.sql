SELECT MAX(no) AS no FROM pending;
