"""Whether quotes that stand somewhere else are word for word what the library's pages say."""
