"""Every sentence that the public site can say: from its templates, its code and the catalogue."""

import ast
import re
from pathlib import Path

from jinja2 import Environment

from boundaries.catalogue import load_catalogue

INTAKE = Path(__file__).resolve().parents[3] / "src" / "boundaries" / "intake"
CALLED = ("_", "gettext", "ngettext")


def sentences() -> set[str]:
    """Each as it stands in English, plurals left out."""
    return {*of_templates(), *of_code(), *of_catalogue()}


def of_templates() -> set[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    found = set()
    for path in (INTAKE / "templates").rglob("*.html"):
        for _, _, told in environment.extract_translations(path.read_text(encoding="utf-8")):
            found |= {told} if isinstance(told, str) else {*filter(None, (told or ())[:1])}
    return found


def of_code() -> set[str]:
    found = set()
    for path in INTAKE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLED and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def of_catalogue() -> set[str]:
    told = load_catalogue()
    found = {told.definition.plain, told.definition.wording, *(limb.plain for limb in told.definition.limbs)}
    for sign in told.signs.values():
        found.add(sign.question.behaviour)
        if not sign.ours:
            found |= {sign.title, sign.plain}
    return found


def in_po(path: Path) -> dict[str, str]:
    """Sentences and their translations in a .po file, the first plural form for those that have several."""
    text = re.sub(r'"\n"', "", path.read_text(encoding="utf-8"))
    pairs = re.findall(r'^msgid "(.*)"\n(?:msgid_plural ".*"\n)?msgstr(?:\[0\])? "(.*)"$', text, re.MULTILINE)
    return {_plain(first): _plain(second) for first, second in pairs if first}


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n")
