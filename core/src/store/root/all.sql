SELECT epoch, size, body, signature, proof FROM root ORDER BY epoch, size
