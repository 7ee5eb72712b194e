"""`boundaries catalogue` prints all of it, one sign, or JSON."""

import json

import pytest
from typer.testing import CliRunner

from boundaries.catalogue import Sign, load_catalogue
from boundaries.cli import app
from boundaries.cli.failures import finish

CATALOGUE = load_catalogue()


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["catalogue", *words])
    assert result.exit_code == 0, result.output
    return result.output


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_whole_shows_definition_limbs_vulnerabilities_and_signs() -> None:
    shown = flat(run())
    assert CATALOGUE.definition.wording in shown
    for limb in CATALOGUE.definition.limbs:
        assert limb.plain in shown and limb.asks in shown
    for word in CATALOGUE.vulnerabilities.by_word:
        assert word in shown
    for sign_id in CATALOGUE.signs:
        assert f" {sign_id} " in shown, "an id is never cut off"


@pytest.mark.parametrize("sign", CATALOGUE.signs.values(), ids=lambda sign: sign.id)
def test_one_sign_is_shown_whole(sign: Sign) -> None:
    shown = flat(run(sign.id))
    assert sign.plain in shown and sign.leaflet_wording in shown
    for text in sign.innocent:
        assert text in shown
    assert sign.question.about_me in shown and sign.scenario.grey_area in shown
    assert shown.count("(right)") == 1 and shown.count("(not this)") == 2


def test_a_sign_can_be_named_by_its_number() -> None:
    assert run("11") == run("gifts") == run("GIFTS")


def test_json_holds_everything() -> None:
    held = json.loads(run("--json"))
    assert list(held["signs"]) == list(CATALOGUE.signs)
    assert held["hash"] == CATALOGUE.hash
    assert json.loads(run("gifts", "--json")) == held["signs"]["gifts"]


@pytest.mark.parametrize(("wanted", "says"), [("gift", "Did you mean gifts?"), ("18", "The signs are knight_in_shining_armour")])
def test_a_sign_that_is_not_there_is_told_with_what_is(wanted: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert finish(lambda: app(["catalogue", wanted])) == 2
    told = capsys.readouterr().err
    assert f"there is no sign '{wanted}'" in told and says in told
