"""Passages, and the rankings of them by meaning and by words."""
