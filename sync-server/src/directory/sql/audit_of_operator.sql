SELECT after FROM audit WHERE what = 'operator.added' AND subject = :name;
