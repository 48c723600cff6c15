"""Renders a Reply as HTML, text for a terminal, JSON or CSV."""
