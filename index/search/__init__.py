"""Splitting answers into passages, and ranking passages by meaning and by words."""
