SELECT custody_grace_days FROM served;
