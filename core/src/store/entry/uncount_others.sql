UPDATE entry SET counted = 0 WHERE own = 0
