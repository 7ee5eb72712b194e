"""What a step lets go of serves the next, without a fresh page."""

import resource
import subprocess
import sys

import pytest

from boundaries.engines.memory import keep_freed_memory

MIB = 64
# Asked in a process of its own, since the setting lasts until a process ends.
ASK = f"""
import resource, sys
import numpy as np
from boundaries.engines.memory import keep_freed_memory
if sys.argv[1] == "kept":
    print(keep_freed_memory())
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def fill():
    before = faults()
    np.ones({MIB} << 17)
    return faults() - before
fill()
print(fill())
"""


def asked(how: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", ASK, how], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_memory_that_was_freed_is_used_again() -> None:
    told, faults = asked("kept")
    if told != "True":
        pytest.skip("this C library cannot be told")
    assert int(faults) < (MIB << 20) // resource.getpagesize() // 100


@pytest.mark.skipif(sys.platform == "linux", reason="Linux can be told")
def test_elsewhere_nothing_is_done() -> None:
    assert not keep_freed_memory()
