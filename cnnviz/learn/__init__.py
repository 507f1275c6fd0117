"""Training: the embedded network's recipe, and what is measured of it."""
