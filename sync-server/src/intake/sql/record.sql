SELECT kind, scope, founder FROM record WHERE record = :record;
