INSERT INTO shelf (scope, restricted, audience, digest) VALUES (:scope, :restricted, :audience, :digest);
