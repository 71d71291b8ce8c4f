SELECT epoch, size, leaves, proof FROM inclusion ORDER BY no
