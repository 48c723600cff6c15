"""What is kept of visitors, only if the operator of the page asks for it."""
