"""Building with the workers of Ray, which is imported here alone, and only when it is asked for."""
