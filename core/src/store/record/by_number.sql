SELECT record, kind, scope FROM record WHERE no = ?1
