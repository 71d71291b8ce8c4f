SELECT given_by, trail FROM post WHERE post = :post;
