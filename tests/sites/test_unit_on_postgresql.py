"""The unit site's tests once more, on PostgreSQL instead of SQLite; in processes of their own, since they are another site."""

import os
import subprocess
import sys

from tests.journeys.checkers import ROOT
from tests.scratch_postgres import scratch_postgres

# Measured once is enough, and the ledger of the training has nothing of its own for a database.
LEFT_OUT = "not takes_as_long and not clock and not working_days"
OPTIONS = ("-q", "-x", "-n", "2", "-k", LEFT_OUT, "-p", "no:cacheprovider")


def test_the_unit_site_on_postgresql() -> None:
    with scratch_postgres(is_killed=False) as cluster:
        environment = {
            name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_", "PYTEST_"))
        }
        environment["BOUNDARIES_UNIT_DATABASE"] = cluster.new_database("unit_site")
        command = [sys.executable, "-m", "pytest", "tests/sites/unit", *OPTIONS]
        done = subprocess.run([*command, "-rs"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:]
        assert done.stdout.count(".") > 250, "too few ran to say anything"
        assert "SKIPPED" not in done.stdout, "what SQLite cannot show must be shown here"
