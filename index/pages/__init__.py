"""Readers of saved files: each yields Pages, with their answers and the doctors who gave them."""
