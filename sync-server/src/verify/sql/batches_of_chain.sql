SELECT first, count, signature FROM batch WHERE chain = :chain ORDER BY first, count;
