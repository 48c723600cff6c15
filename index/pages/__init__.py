"""A saved thing → Page: its lines, its answers and who signed them."""
