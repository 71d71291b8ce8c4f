UPDATE entry SET seq = NULL, counted = 0
