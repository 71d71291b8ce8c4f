DELETE FROM track_fix WHERE record = ?1
