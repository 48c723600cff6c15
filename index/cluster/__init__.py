"""Building on many machines by Ray, which is imported here alone, and only when it is asked for."""
