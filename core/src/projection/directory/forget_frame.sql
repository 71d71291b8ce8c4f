DELETE FROM unit_frame WHERE unit = ?1
