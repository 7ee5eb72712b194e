"""The frame around every command: how it starts, how it draws, and how it ends when something goes wrong."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
import typer

from boundaries import __version__
from boundaries.cli.failures import finish
from boundaries.cli.progress import drawn
from boundaries.errors import BoundariesError, Fault


def boundaries(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as people do, in a process of its own."""
    command = [sys.executable, "-m", "boundaries", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=300)


def failing(error: BaseException) -> Callable[[], None]:
    """A command that fails in one way."""

    def command() -> None:
        raise error

    return command


def test_the_version() -> None:
    done = boundaries("--version")
    assert (done.returncode, done.stdout) == (0, f"boundaries {__version__}\n")


def test_no_command_prints_the_help() -> None:
    done = boundaries()
    assert "Usage:" in done.stdout + done.stderr
    assert "catalogue" in done.stdout + done.stderr


def test_a_command_that_is_none() -> None:
    done = boundaries("scam")
    assert done.returncode == 2
    assert "No such command" in done.stderr
    assert "Traceback" not in done.stderr


def test_faulty_settings_stop_every_command() -> None:
    done = boundaries("catalogue", BOUNDARIES_BUDGET="many", BOUNDARIES_COLOUR="red")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "BOUNDARIES_BUDGET: expected a whole number, 1 or more, found 'many'" in done.stderr
    assert "BOUNDARIES_COLOUR: no such setting" in done.stderr


def test_output_that_nobody_reads_to_the_end() -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m boundaries catalogue --json | head -c 1"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.stderr == ""


def test_a_command_that_goes_well() -> None:
    assert finish(lambda: None) == 0
    assert finish(failing(SystemExit(0))) == 0
    assert finish(failing(SystemExit(3))) == 3


def test_a_known_failure_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    error = BoundariesError(
        "two rows are wrong", "[contacts].csv", "Mend them.", (Fault("line 3", "no time"), Fault("line 9", "no id"))
    )
    assert finish(failing(error)) == 2
    assert capsys.readouterr().err == "[contacts].csv: two rows are wrong\n  - line 3: no time\n  - line 9: no id\nMend them.\n"


def test_an_unforeseen_failure_tells_no_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert finish(failing(ValueError("Jane Doe, 07700 900123"))) == 70
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert "BOUNDARIES_DEBUG=1" in told
    assert "Jane" not in told
    assert "Traceback" not in told


def test_a_traceback_is_shown_when_asked_for(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUNDARIES_DEBUG", "1")
    assert finish(failing(ValueError("in the middle"))) == 70
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "in the middle" in told


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(13, "Permission denied", "/records/members.csv"), "/records/members.csv: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_what_the_system_refuses_is_told_plainly(capsys: pytest.CaptureFixture[str], error: BaseException, expected: str) -> None:
    assert finish(failing(error)) == 2
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize("as_typer_sees_it", [True, False])
def test_stopping_with_the_keyboard(capsys: pytest.CaptureFixture[str], as_typer_sees_it: bool) -> None:
    command = failing(KeyboardInterrupt())
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(command)
    assert finish((lambda: app(args=[])) if as_typer_sees_it else command) == 130
    assert capsys.readouterr().err == "Stopped before the end, as asked. What was written so far may be incomplete.\n"


# What a shell runs in the background ignores interruptions, and so would this; a terminal does not.
LONG_WORK = """
import signal, sys
from boundaries.cli.failures import finish
from boundaries.engines.duckdb import DuckDBEngine

def work():
    engine = DuckDBEngine(threads=1)
    print("working", flush=True)
    engine.table("SELECT COUNT(*) AS n FROM range(1000000000) AS a(x), range(1000000) AS b(y) WHERE hash(x + y) % 7 = 0")

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(finish(work))
"""


def test_stopping_a_long_query() -> None:
    """An interruption reaches a query that runs inside the engine, not only Python code."""
    command = subprocess.Popen([sys.executable, "-c", LONG_WORK], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert command.stdout is not None
        assert command.stdout.readline() == "working\n"
        time.sleep(0.3)
        command.send_signal(signal.SIGINT)
        _, told = command.communicate(timeout=120)
    finally:
        command.kill()
    assert (command.returncode, "Traceback" in told) == (130, False)
    assert "Stopped" in told


def test_progress_off_a_terminal_is_a_line_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    with drawn() as progress:
        progress("reading contacts")
        for done in range(5):
            progress("weighing pairs", done, 5)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.split(" s  ")[1] for line in captured.err.splitlines()] == ["reading contacts", "weighing pairs"]


def test_progress_on_a_terminal_leaves_a_line_a_step(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with drawn() as progress:
        progress("reading contacts")
        progress("weighing pairs", 1, 5)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "s  reading contacts" in captured.err
    assert "s  weighing pairs" in captured.err
