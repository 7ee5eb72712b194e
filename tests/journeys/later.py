"""Run as a program: `boundaries` with the clock so many days on, for what happens once those days have passed."""

import sys
from datetime import datetime, timedelta

import time_machine

from boundaries.cli import main

days, *sys.argv[1:] = sys.argv[1:]
time_machine.naive_mode = time_machine.NaiveMode.LOCAL
with time_machine.travel(datetime.now() + timedelta(days=int(days)), tick=True):
    main()
