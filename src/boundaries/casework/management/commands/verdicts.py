"""Every verdict as a row of the record contract, one JSON object a line, for the next scan."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.review.deciding import decided_rows


class Command(BaseCommand):
    """Run by `boundaries verdicts`."""

    help = "Write every verdict as a JSON line."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the rows; that they went out is recorded."""
        with transaction.atomic():
            rows = list(decided_rows())
            record(None, Act.EXPORTED, detail={"what": "verdicts", "count": str(len(rows))})
        for row in rows:
            self.stdout.write(json.dumps(row))
