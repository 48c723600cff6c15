"""Makes a Reply from hits: whether they answer, their order, and their highlights. No HTML."""
