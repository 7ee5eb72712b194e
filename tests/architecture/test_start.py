"""Every command starts without what only a few of them need."""

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.cli.commands import COMMANDS

HEAVY = ("numpy", "scipy", "pandas", "pyarrow", "duckdb", "sklearn", "openpyxl")


def _loaded(code: str) -> list[str]:
    """Which of the heavy libraries some code loads."""
    asked = f"import sys\n{code}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    return told.splitlines()[-1].split()


def test_the_command_line_starts_without_heavy_libraries_and_so_does_what_a_machine_runs_each_minute() -> None:
    run = "from typer.testing import CliRunner\nfrom boundaries.cli import app\nassert CliRunner().invoke(app, {}).exit_code == 0"
    assert _loaded(run.format(["--help"])) == []
    for name in ("collect", "doctor", "mailbox", "user", "backup"):
        assert _loaded(run.format([name, "--help"])) == [], name
    assert "duckdb" in _loaded(run.format(["scan", "--help"])), "else this test sees nothing"


def test_the_list_of_commands_says_of_each_what_it_says_itself_without_loading_it() -> None:
    commands = typer.main.get_command(app).commands
    assert {name: one.name for name, one in commands.items()} == {name: name for name in COMMANDS}
    assert {name: " ".join(one.help.split("\n\n")[0].split()) for name, one in commands.items()} == COMMANDS
    listed = " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "400"}).stdout.split())
    assert all(told in listed for told in COMMANDS.values())


SETTLING = """
import sys
sys.argv = ["boundaries", *sys.argv[1:], "--help"]
from boundaries.engines import memory
memory.keep_freed_memory = lambda: print("settled before", [name for name in ("numpy", "pyarrow", "duckdb") if name not in sys.modules])
import boundaries.__main__
"""


@pytest.mark.parametrize(("command", "told"), [("scan", "settled before ['numpy', 'pyarrow', 'duckdb']"), ("serve", "")])
def test_only_a_scan_settles_its_memory_and_before_it_loads_what_takes_much(command: str, told: str) -> None:
    ask = [sys.executable, "-c", SETTLING, command]
    assert subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip() == told
