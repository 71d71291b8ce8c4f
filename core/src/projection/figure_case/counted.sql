SELECT record AS assessment, unit, period, epoch, seq FROM counted_assessment ORDER BY record
