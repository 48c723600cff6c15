"""What this machine can do at most: multiply and read, as fast as numpy gets it to.

    python -m bench.speed_peers.limits

Prints one line of JSON: billions of float32 operations a second, by a product of two matrices, and
billions of bytes read from memory a second, a gigabyte being multiplied with itself, summed up, or
searched for its largest number, whichever is fastest; each the best of five.
"""

import json
import time
from collections.abc import Callable

import numpy as np

SIDE = 2048
NUMBERS = 250_000_000
"""A gigabyte of float32."""


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of five runs."""
    times: list[float] = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Measure and print."""
    random = np.random.default_rng(0)
    square = random.standard_normal((SIDE, SIDE), dtype=np.float32)
    multiplying = best(lambda: square @ square)
    numbers = np.ones(NUMBERS, dtype=np.float32)
    reading = min(best(lambda: numbers @ numbers), best(numbers.sum), best(numbers.max))
    found = {
        "gflops": 2 * SIDE**3 / multiplying / 1e9,
        "gigabytes_per_second": numbers.nbytes / reading / 1e9,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
