SELECT record.record AS record, assessment.unit AS unit, assessment.period AS period, assessment.at AS at,
       assessment.rules AS rules, assessment.corrects AS corrects, assessment.provisional AS provisional,
       (SELECT later_record.record FROM assessment AS later JOIN record AS later_record ON later_record.no = later.record
        WHERE later.corrects IS NOT NULL AND later.corrects = record.record AND later.provisional = 0
        ORDER BY later.at DESC, later_record.record DESC LIMIT 1) AS corrected_by
FROM assessment JOIN record ON record.no = assessment.record
ORDER BY assessment.at DESC, assessment.record DESC
LIMIT ?1 OFFSET ?2
