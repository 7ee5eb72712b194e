"""How the code is built: small files and functions, nothing hidden, everything said what it is for."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, SOURCE, modules, name_of, tracked, tree_of

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
EMPTY_WORDS = {"util", "utils", "common", "base", "manager", "managers", "helper", "helpers", "misc"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, FUNCTIONS))


def test_there_is_a_package_to_look_at() -> None:
    assert len(modules()) > 10
    assert SOURCE / "errors.py" in modules()


def test_no_file_is_too_long() -> None:
    written = {*modules(), *(path for path in tracked() if path.suffix == ".py")}
    assert any((ROOT / "tests") in path.parents for path in written)
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{name_of(path)}:{one.lineno} {one.name}": (one.end_lineno or one.lineno) - one.lineno + 1
        for path in modules()
        for one in functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {
        name_of(path)
        for path in tracked()
        if path.suffix == ".py" and EMPTY_WORDS & {*path.relative_to(ROOT).with_suffix("").parts}
    }
    assert named == set()


def test_every_folder_of_code_is_a_package() -> None:
    assert {name_of(path.parent) for path in modules() if not (path.parent / "__init__.py").is_file()} == set()


def test_no_import_is_hidden_in_a_function_but_that_of_the_command_that_is_run() -> None:
    hidden = [
        (name_of(path), type(node).__name__)
        for path in modules()
        for one in functions(path)
        for node in ast.walk(one)
        if isinstance(node, ast.Import | ast.ImportFrom) or is_import_by_name(node)
    ]
    assert hidden == [("src/boundaries/cli/commands.py", "Call")], "decision 37"


def is_import_by_name(node: ast.AST) -> bool:
    """Whether a piece of syntax imports a module whose name is a text, which no import contract can see."""
    called = getattr(node, "func", None)
    return getattr(called, "id", getattr(called, "attr", "")) in ("import_module", "__import__")


def test_everything_public_says_what_it_is_for() -> None:
    silent = set()
    for path in modules():
        tree = tree_of(path)
        if not ast.get_docstring(tree):
            silent.add(name_of(path))
        for node in tree.body:
            if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.add(f"{name_of(path)}:{node.lineno} {node.name}")
    assert silent == set()


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        name_of(path)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and getattr(node.value, "id", "") == "os"
    }
    assert readers <= {"src/boundaries/settings/__init__.py"}


def test_only_the_command_line_prints() -> None:
    printers = {
        name_of(path)
        for path in modules()
        if SOURCE / "cli" not in path.parents
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    assert printers == set()


def test_every_test_can_fail() -> None:
    written = [path for path in tracked() if path.suffix == ".py" and (ROOT / "tests") in path.parents]
    files = [path for path in written if path.name.startswith("test_")]
    assert Path(__file__).resolve() in files
    checkers = {one.name for path in set(written) - set(files) for one in functions(path) if any(map(can_fail, ast.walk(one)))}
    idle = {name_of(path) for path in files if not any(can_fail(node, checkers) for node in ast.walk(tree_of(path)))}
    assert idle == set()


def can_fail(node: ast.AST, checkers: Collection[str] = ()) -> bool:
    """Whether syntax can make a test fail: an assertion about something, an error that must come, or a function beside it with one."""
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in checkers
    return isinstance(node, ast.Attribute) and node.attr == "raises"
