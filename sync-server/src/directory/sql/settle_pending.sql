UPDATE pending SET settled = :settled, settled_at = :now WHERE no = :pending AND settled IS NULL;
