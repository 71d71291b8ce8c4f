SELECT record.record AS record, warning_note.rule AS rule, warning_note.at AS at
FROM warning_note JOIN record ON record.no = warning_note.record
