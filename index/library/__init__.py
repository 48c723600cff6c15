"""What other code calls: open a library, search, check, plan, build, remove and repair it."""
