SELECT record.record AS record, without_case.acts AS acts, without_case.at AS at
FROM without_case CROSS JOIN record ON record.no = without_case.record
ORDER BY without_case.at DESC, without_case.record LIMIT ?1
