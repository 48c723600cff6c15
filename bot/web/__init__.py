"""The server: the chat page, what stands before it, and its start and end."""
