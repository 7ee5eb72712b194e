"""The command `boundaries`, also as `python -m boundaries`: how it gets memory is settled before anything that takes much of it is loaded."""

import signal
import sys

from boundaries.engines.memory import keep_freed_memory

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # Stopped while it loads, it has nothing to tidy and nothing to tell; `finish` says what stopping means from there on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
if sys.argv[1:2] == ["scan"]:
    keep_freed_memory()

from boundaries.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
