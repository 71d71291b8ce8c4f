UPDATE record SET kind = ?2 WHERE no = ?1
