UPDATE post SET row = :row WHERE post = :post AND row IS NOT :row;
