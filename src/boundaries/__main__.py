"""`python -m boundaries` is the command `boundaries`."""

from boundaries.cli import main

main()
