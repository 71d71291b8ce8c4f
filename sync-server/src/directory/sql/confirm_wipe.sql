UPDATE wipe SET confirmed_at = :now, sealed = :sealed, last_word = :last_word WHERE device = :device AND no = :no AND confirmed_at IS NULL;
