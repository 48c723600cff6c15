"""Open the library, or build it first, and open the chat page. A hosted Space runs this too."""

import sys

from bot.start import main_of_page

if __name__ == "__main__":
    sys.exit(main_of_page(*sys.argv[1:]))
