SELECT approval.operator AS operator
FROM approval JOIN operator ON operator.name = approval.operator
WHERE approval.pending = :pending AND operator.ended_at IS NULL
ORDER BY approval.at, approval.operator;
