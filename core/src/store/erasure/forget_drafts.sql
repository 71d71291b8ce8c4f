DELETE FROM draft WHERE instr(body, ?1) > 0 AND (?2 = 0 OR noun IN ('resident', 'visit'))
