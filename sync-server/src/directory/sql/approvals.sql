SELECT approval.operator AS operator, operator.key AS key, approval.signature AS signature, pending.change AS change
FROM approval
JOIN operator ON operator.name = approval.operator
JOIN pending ON pending.no = approval.pending
WHERE approval.pending = :pending AND operator.ended_at IS NULL
ORDER BY approval.at, approval.operator;
