INSERT INTO shelf (scope, restricted, directory, digest) VALUES (:scope, :restricted, :directory, :digest);
