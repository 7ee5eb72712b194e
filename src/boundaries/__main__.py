"""The command `boundaries`, also as `python -m boundaries`: how it gets memory is settled before anything that takes much of it is loaded."""

import sys

from boundaries.engines.memory import keep_freed_memory

if sys.argv[1:2] == ["scan"]:
    keep_freed_memory()

from boundaries.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
