"""Recusal in the middle of a case, by oneself, by a supervisor and by the roster: for whoever is out, nothing was ever there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from boundaries.handover.ids import new_id
from tests.journeys.casework import begin, find, write_task
from tests.journeys.installation import Person
from tests.journeys.unit_site import PASSPHRASE, PASSWORD, accept
from tests.journeys.walk import Walk, Walks

STORY = "A neighbour saw PC Thorne's own car outside the quayside flat on four nights"
WORD, VOUCH = "quayside", "Vouch for the key and give access"
REGISTERS = ("/registers/declarations/", "/registers/gifts/", "/registers/endpoints/")
_PART = re.compile(rb'href="(/[a-z-]+/(?:[a-z-]+/)?)"')
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
_DRAWN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<=name="once" value=")[^"]*')
"""What is drawn anew for each page: the token against forged forms, and the id of a form."""


@dataclass
class Watched:
    """Someone who will be out, with everything that they saw before the matter came in."""

    walk: Walk
    before: dict[str, tuple[int, bytes]]


def asked(walk: Walk, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
    """What a browser gets from an address, by its cookies: the status and the body, but for what is drawn anew for each."""
    request, url = walk.page.context.request, walk.address + path
    if form is None:
        answer = request.get(url, max_redirects=0)
    else:
        token = _TOKEN.findall(request.get(walk.address + "/account/").body())[0]
        answer = request.post(url, form={**form, "csrfmiddlewaretoken": token.decode()}, max_redirects=0)
    return answer.status, _DRAWN.sub(b"", answer.body())


def everything(walk: Walk) -> dict[str, tuple[int, bytes]]:
    """Every part of the workspace that this person has, the figures of this year, and a search for the word of the matter."""
    (_, home), year = asked(walk, "/"), {"year": f"{date.today():%Y}"}
    parts = sorted({path.decode() for path in _PART.findall(home)})
    assert "/inbox/" in parts and "/cases/" in parts
    found = {path: asked(walk, path) for path in [*parts, *REGISTERS]}
    for path in ("/yearly-return/", "/strategic-assessment/"):
        found[f"{path} this year"] = asked(walk, f"{path}?year={year['year']}")
        found[f"{path} as a file"] = asked(walk, path, year)
    found["search"] = asked(walk, "/search/", {"words": WORD})
    return found


def routes(matter: str) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Addresses of one matter with what is sent to them: pages, forms, exports and the pack."""
    for path in ("entries/{}/", "cases/{}/", "cases/{}/timeline/", "review/{}/", "retention/{}/"):
        yield f"/{path.format(matter)}", None
    for path in ("grade", "seen", "export", "looks", "source"):
        yield f"/entries/{matter}/{path}/", None
    yield f"/cases/{matter}/write/task/", None
    bundle = {"purpose": "investigation", "extent": "whole", "why": "To see"}
    yield f"/entries/{matter}/export/", bundle
    yield f"/cases/{matter}/pack/", {"form": "pdf"}
    yield f"/cases/{matter}/write/task/", {"task": "Ask", "who": "Me", "due_on": "2026-12-01"}
    yield f"/cases/{matter}/move/", {"to": "assessed", "reason": "To see"}
    yield f"/cases/{matter}/allocate/", {"account": "", "reason": "To see"}
    yield f"/entries/{matter}/name-member/", {"members": "PC 5150 Thorne"}
    yield f"/entries/{matter}/note/", {"note": "To see"}
    yield f"/entries/{matter}/recuse-self/", {"own_reason": "To see"}


def must_be_out(watched: Watched, matter: str) -> None:
    """Nothing of the matter is left: each address answers as one that never was, and every list is as it was before it came."""
    imagined = new_id()
    for (real, form), (other, _) in zip(routes(matter), routes(imagined), strict=True):
        found = asked(watched.walk, real, form)
        assert found == asked(watched.walk, other, form), real
        # Whoever steps back a second time, at once, has what they asked for: the inbox, as for what never was.
        assert found[0] == (302 if real.endswith("/recuse-self/") else 404), real
    assert everything(watched.walk) == watched.before


@pytest.fixture(scope="module")
def rhys(walks: Walks) -> Walk:
    """A second investigator, known to the roster by his number, whom the head invites and the supervisor vouches for."""
    head, walk = walks.of("Head of unit"), walks.on("unit")
    head.open("/people/")
    head.press("Invite someone")
    head.fill({"Name of the person": "Rhys Vale", "Name for signing in": "rhys.vale"})
    head.page.locator("#member_id").fill("4471")
    head.choose("Investigator")
    head.press("Make the link")
    link = head.page.locator(".boundaries-secret a").inner_text()
    secret = accept(walk.page, link, checked=False)
    walk.fill({"Passphrase": PASSPHRASE})
    walk.press("Unlock")
    walks.installation.people["rhys"] = Person("Investigator", "rhys.vale", PASSWORD, secret, PASSPHRASE)
    sanjay = walks.of("Supervisor")
    for whoever in (head, sanjay):
        whoever.open("/people/")
        whoever.press("Rhys Vale")
    assert head.page.get_by_role("button", name=VOUCH).count() == 0, "whoever invites somebody does not vouch for their key"
    sanjay.press(VOUCH)
    head.press("People")
    head.picture("people")
    return walk


def opened_case(walks: Walks) -> str:
    """The supervisor enters what came in and opens a case of it; the id of both."""
    sanjay = walks.of("Supervisor")
    sanjay.open("/intelligence/")
    sanjay.fill({"What is known?": STORY, "Which members does it concern?": "PC 5150 Thorne"})
    sanjay.press("Enter it and go on to grade it")
    matter = find(sanjay, WORD)
    sanjay.choose("It must stay covert")
    sanjay.press("Open a case")
    write_task(sanjay, "Ask for the camera on the quay", "DC Marsh")
    return matter


def with_old_tabs(walk: Walk, matter: str) -> tuple[Walk, Walk]:
    """Two tabs of a colleague who works on the case: a record half written, and an export half asked for."""
    assert find(walk, WORD) == matter
    walk.open(f"/cases/{matter}/")
    begin(walk, "Task")
    walk.fill({"What is to be done?": "Ring the neighbour", "By whom?": "Me", "By when?": "2026-12-01"})
    other = Walk(walk.page.context.new_page(), walk.address, walk.lens, walk.hands, walk.places)
    other.open(f"/entries/{matter}/")
    return walk, other


def must_be_dead(tabs: tuple[Walk, Walk]) -> None:
    """What was still open on the screen does nothing any more."""
    writing, looking = tabs
    writing.press("Add it to the case")
    assert writing.heading == "Page not found"
    looking.press("Who looked at this")
    assert looking.heading == "Page not found"
    looking.page.go_back()
    looking.page.reload()
    assert looking.heading == "Page not found"
    looking.page.close()


def test_whoever_is_out_in_the_middle_of_a_case_finds_nothing_and_the_others_work_on(
    walks: Walks, rhys: Walk, tmp_path: Path
) -> None:
    amir, ines = walks.of("Analyst"), walks.of("Investigator")
    watched = {
        "rhys": Watched(rhys, everything(rhys)),
        "amir": Watched(amir, everything(amir)),
        "ines": Watched(ines, everything(ines)),
    }
    matter = opened_case(walks)
    tabs = {name: with_old_tabs(one.walk, matter) for name, one in watched.items()}
    assert all(everything(one.walk) != one.before for one in watched.values())

    roster = tmp_path / "roster.csv"
    roster.write_text("member_id,supervisor_id,name,number\n4471,,Rhys Vale,4471\nM9,4471,A Thorne,5150\n", encoding="utf-8")
    assert "Access was taken away 1 times" in walks.installation.run("roster", str(roster))
    must_be_dead(tabs["rhys"])
    must_be_out(watched["rhys"], matter)

    sanjay = walks.of("Supervisor")
    sanjay.open(f"/entries/{matter}/")
    assert sorted(sanjay.page.locator("#colleague option").all_inner_texts())[1:] == ["Amir Stone", "Hanna Brook", "Ines Marsh"]
    sanjay.page.locator("#colleague").select_option(label="Amir Stone")
    sanjay.fill({"Why they are taken away": "He lived on that street"})
    sanjay.press("Take them away")
    must_be_dead(tabs["amir"])
    must_be_out(watched["amir"], matter)

    ines.page.close()
    ines.page = tabs["ines"][1].page
    ines.fill({"Why you step back": "My brother drinks with him"})
    ines.press("Give this up")
    assert ines.heading == "Inbox"
    must_be_out(Watched(ines, watched["ines"].before), matter)

    sanjay.open(f"/cases/{matter}/")
    write_task(sanjay, "Ring the neighbour", "DC Brook")
    assert "Ask for the camera on the quay" in sanjay.text and "Ring the neighbour" in sanjay.text
    head = walks.of("Head of unit")
    assert find(head, WORD) == matter
    assert STORY in head.text and "He lived on that street" in head.text and "My brother drinks with him" in head.text
