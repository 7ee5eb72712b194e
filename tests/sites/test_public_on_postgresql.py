"""The public site's tests once more, on PostgreSQL instead of SQLite; in processes of their own, since they are another site."""

import os
import subprocess
import sys

from tests.journeys.checkers import ROOT
from tests.scratch_postgres import scratch_postgres

# Measured and drawn at random once is enough; the database has no part in it.
LEFT_OUT = "not mebibytes and not what_is_typed and not same_time and not welsh and not fuzz"
OPTIONS = ("-q", "-x", "-n", "2", "-k", LEFT_OUT, "-p", "no:cacheprovider")


def test_the_public_site_on_postgresql() -> None:
    with scratch_postgres(is_killed=False) as cluster:
        environment = {
            name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_", "PYTEST_"))
        }
        environment["BOUNDARIES_PUBLIC_DATABASE"] = cluster.new_database("public_site")
        command = [sys.executable, "-m", "pytest", "tests/sites/public", *OPTIONS]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:]
        assert done.stdout.count(".") > 80, "too few ran to say anything"
