"""Every line of the registers as a row of the record contract, one JSON object a line, for the next scan."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.registers.columns import COLUMNS, Register
from boundaries.casework.registers.keeping import declared_rows


class Command(BaseCommand):
    """Run by `boundaries registers`."""

    help = "Write the registers as JSON lines of table, columns and rows."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the tables; that they went out is recorded."""
        with transaction.atomic():
            tables = {register: list(declared_rows(register)) for register in Register}
            record(None, Act.EXPORTED, detail={"what": "registers", "count": str(sum(map(len, tables.values())))})
        for register, rows in tables.items():
            columns = [column.name for column in COLUMNS[register]]
            self.stdout.write(json.dumps({"table": register.value, "columns": columns, "rows": rows}))
