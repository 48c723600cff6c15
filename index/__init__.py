"""Reads saved pages, builds a library of them on disk, and searches it; displays nothing."""
