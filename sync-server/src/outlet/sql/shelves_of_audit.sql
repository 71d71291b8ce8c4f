SELECT shelf, digest FROM shelf WHERE scope >= :start AND scope < :end AND restricted = 2;
