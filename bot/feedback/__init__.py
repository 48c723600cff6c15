"""What is kept of visitors, only if whoever runs the page asked for it."""
