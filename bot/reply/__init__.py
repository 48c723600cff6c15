"""Hits → Reply: how near, in which order, what is highlighted. No HTML."""
