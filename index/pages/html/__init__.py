"""Saved web pages: their bytes → their text, derived once, and what their markup says of it."""
