"""Signs of danger in a message, and the notices that answer them."""
