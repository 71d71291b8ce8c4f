UPDATE wipe SET confirmed_at = :now, sealed = :sealed WHERE device = :device AND no = :no AND confirmed_at IS NULL;
