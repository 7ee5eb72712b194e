"""The process that reads one file: started with narrow limits, it is given bytes and gives facts and a copy, and writes nothing.

In: the file. Out: one line of JSON, then the copy. It imports nothing of the site, so it holds no key and no database.
"""

import json
import resource
import sys

from boundaries.casework.viewing.images import image_copy
from boundaries.casework.viewing.office import office_facts
from boundaries.casework.viewing.papers import pdf_copy
from boundaries.casework.viewing.seen import Seen

MEMORY = 1_536 * 2**20
SECONDS = 20
MAKERS = {b"%PDF": pdf_copy, b"PK\x03\x04": office_facts}


def main() -> None:
    """Read, look, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seen = look(sys.stdin.buffer.read())
    head = {"facts": seen.facts, "media_type": seen.media_type}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + seen.copy)


def look(held: bytes) -> Seen:
    """Facts and, where one can be made, a copy; what a file is, its first bytes say, never its name."""
    maker = next((maker for start, maker in MAKERS.items() if held.startswith(start)), image_copy)
    return maker(held)


if __name__ == "__main__":
    main()
