UPDATE post SET given_by = :given_by, trail = :trail WHERE post = :post;
