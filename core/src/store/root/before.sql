SELECT epoch, size, body, signature, proof FROM root WHERE epoch = ?1 AND size < ?2 ORDER BY size DESC LIMIT 1
