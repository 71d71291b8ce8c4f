SELECT 1 AS named FROM reg_row WHERE kind IN ('unit', 'person', 'post', 'office', 'dictionary') AND record = :record;
