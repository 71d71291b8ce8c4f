SELECT shelf, scope, restricted, audience FROM shelf;
