"""Numbers of two bytes each (float16), read as such of four: FAISS and numpy, which turn one after
the other, take four times as long."""

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import Vectors

HALF = np.dtype(np.float16)
SHIFT = 13
"""By how many bits a number of four bytes has more digits than one of two."""
ALL_BUT_REPEATED_SIGNS = np.int32(~0x70000000)
"""Widened to four bytes, a number has its sign in all the bits above; the first alone is wanted."""
SCALE = np.float32(2.0 ** (127 - 15))
"""The exponents of the two kinds begin at different powers of two."""


def in_full(halves: NDArray[np.float16]) -> Vectors:
    """The same numbers, each of them exactly, as long as they are finite."""
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= SHIFT
    bits &= ALL_BUT_REPEATED_SIGNS
    found = bits.view(np.float32)
    found *= SCALE
    return found
