"""Serving with Ray Serve, which is imported here and in `index.cluster` alone, and only when it is
asked for."""
