"""A message → what is searched for it, each change kept."""
