UPDATE feed SET epoch = :epoch;
