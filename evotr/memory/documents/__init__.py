"""Files into memory: read in a process of their own, cut, and kept with their place."""
