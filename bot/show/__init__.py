"""A Reply → one form of it: HTML, text, JSON, CSV."""
