SELECT counted.record AS assessment, counted.unit AS unit, counted.period AS period, counted.epoch AS epoch, counted.seq AS seq,
       figure_case.acts AS acts
FROM counted_assessment AS counted
LEFT JOIN figure_case ON figure_case.assessment = counted.record AND figure_case.case_id = ?1
ORDER BY counted.record
