"""A library as others call it: open, search, check, plan, build, remove, repair."""
