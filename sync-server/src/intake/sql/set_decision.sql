UPDATE custody SET decision = :decision, decision_seq = :seq WHERE no = :no;
