"""Reads a page line by line: bylines, names, furniture, and whose answer each line is."""
