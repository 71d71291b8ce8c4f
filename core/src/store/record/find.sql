SELECT no, kind, scope FROM record WHERE record = ?1
