SELECT sqlcipher_export('next')
