"""How this process gets its memory: what a step lets go of is kept for the next, since fresh memory must be cleared by the kernel first."""

import ctypes
import os
import sys

# Of glibc's `malloc.h`: how much free memory at the end of the heap is given back, how many pieces are mapped apart, how many heaps there are.
_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
# Of Linux's `prctl.h`: no pages of two megabytes, which are cleared whole for the few kilobytes that are wanted.
_SET_THP_DISABLE = 41
_NEVER = (1 << 31) - 1
# How many milliseconds Arrow's own allocator waits before it gives freed memory back.
_PURGE_DELAY = "MIMALLOC_PURGE_DELAY"


def keep_freed_memory() -> bool:
    """Have this process use its own memory again before it asks for more; whether that could be set.

    To be called once, by a command that fills and frees arrays of many megabytes until it ends, and before it loads NumPy and Arrow: one begins
    threads with heaps of their own, the other looks up then how it should keep memory. Nothing is done but on Linux with glibc.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt") or not hasattr(libc, "gnu_get_libc_version"):
        return False
    os.putenv(_PURGE_DELAY, "-1")
    kept = all(libc.mallopt(what, value) for what, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, _NEVER), (_ARENA_MAX, 1)))
    return kept and libc.prctl(_SET_THP_DISABLE, 1, 0, 0, 0) == 0
