"""The web server: the chat page, request limits, logging, start and shutdown."""
