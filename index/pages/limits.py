"""How much is unpacked at most, of whatever is packed, and how a name says that it is."""

PACKED = (".gz", ".zst")
"""Endings that say how a file is packed, behind the one that says what it is."""
MOST_FILES = 10_000
MOST_BYTES = 200_000_000
"""Bytes that are unpacked of one archive."""
MOST_GROWTH = 100
"""How many times larger a file may become when it is unpacked; text grows by three to ten."""
SMALL = 100_000
"""Bytes up to which `MOST_GROWTH` does not apply."""
TOO_LARGE_GROWN = f"it would grow more than {MOST_GROWTH} times"
