"""Serving a library from several machines with Ray Serve, which is imported only when it is asked
for."""
