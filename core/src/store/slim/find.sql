SELECT rule, slimmed_at, back_at, looked_to, kept FROM slim WHERE record = ?1
