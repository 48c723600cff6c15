"""Open the library, or build it first, and open the chat page. A hosted Space runs this too."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
