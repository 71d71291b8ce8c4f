SELECT operator.key AS key, approval.signature AS signature
FROM approval JOIN operator ON operator.name = approval.operator
WHERE approval.pending = :pending;
