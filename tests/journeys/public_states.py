"""Every page of the public site in every state, walked through one by one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from boundaries.handover.ids import new_id
from boundaries.handover.places import Places
from boundaries.handover.replies import Outbound
from boundaries.handover.report import HeldReport, Reply, Report
from boundaries.handover.sealing import SealingKey, seal
from tests.journeys.visiting import Visit
from tests.sites.collecting import collected

LONG = "A long word: " + "Llanfairpwllgwyngyll" * 30 + "\n" + "and many words, " * 400


def answered(places: Places, report: Report | HeldReport, text: str) -> None:
    reply = Reply(reply_id=new_id(), lookup_id=report.lookup_id, sent_on=date(2026, 11, 25), text=text, asks=True)
    sealed = seal(reply.to_bytes(), SealingKey.from_text(report.reporter_key), f"reply:{reply.reply_id}")
    Outbound(places.drop_out).put_reply(reply.lookup_id, reply.reply_id, sealed)


def start(visit: Visit) -> None:
    visit.open()
    visit.press("Tell us")
    assert visit.heading == "Before you start"
    visit.press("Continue")


def every_state(visit: Visit, places: Places, folder: Path) -> Iterator[None]:
    """Walk through every page, with its errors, long text and Welsh, stopping at each."""
    yield from first_pages(visit)
    yield from question_pages(visit, folder)
    yield from last_pages(visit)
    yield from pages_of_those_who_come_back(visit, places)
    for path in ("/nothing-here/", "/a/?x=%FF", "/language/xx/home/"):
        visit.open(path)
        yield


def first_pages(visit: Visit) -> Iterator[None]:
    visit.open()
    visit.page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    yield
    visit.press("Cymraeg")
    yield
    visit.press("Rhoi gwybod i ni")
    yield
    visit.press("Parhau")
    yield
    visit.press("English")
    visit.press("Back")
    assert visit.page.get_by_role("button", name="Carry on where you were").is_visible()
    yield
    visit.press("Carry on where you were")


def question_pages(visit: Visit, folder: Path) -> Iterator[None]:
    visit.choose("I work with someone it has happened to")
    visit.go_on()
    yield
    visit.go_on(organisation="x" * 201, contact=LONG)
    assert visit.page.get_by_role("alert").is_visible()
    yield
    visit.go_on(organisation="A refuge", contact=LONG)
    for _ in range(12):
        yield
        here = visit.page.locator('input[name="question"]').get_attribute("value")
        if here in ("contact", "held"):
            visit.choose({"contact": "By phone", "held": "Keep it sealed until someone else names the same person"}[here])
            visit.press("Continue")
            yield
            visit.choose({"contact": "By letter", "held": "As soon as you can"}[here])
        if here == "files":
            wrong = folder / ("a very long name of a program that nobody should have to read to its end " * 2 + ".exe")
            wrong.write_bytes(b"MZ")
            good = folder / ("long-name-without-a-space-" * 6 + ".txt")
            good.write_bytes(b"words")
            visit.page.locator("#files").set_input_files([wrong, good])
            visit.press("Add the files")
            yield
        for words in visit.page.locator("textarea").all():
            words.fill(LONG)
        if here in ("member", "person", "exclude"):
            visit.fill(name="x" * 200)
            visit.press("Save and add another person")
            yield
        if here == "contact":
            visit.fill(address="1 High Street")
        visit.press("Continue")
        if visit.heading == "Check what you have written":
            break


def last_pages(visit: Visit) -> Iterator[None]:
    assert visit.heading == "Check what you have written"
    yield
    visit.press("Change Who are you telling us about?")
    visit.choose("It is about a colleague: I work for the police")
    visit.go_on()
    visit.press("Change You work for the police")
    yield
    visit.go_on(detriment="moved to nights")
    visit.press("Cymraeg")
    yield
    visit.press("English")
    visit.go_on()
    yield
    words = visit.words()
    visit.press("I have written them down")
    yield
    visit.press("Send my report")
    yield
    visit.type_back(words)
    visit.press("Send my report")
    assert visit.heading == "Your report has been sent"
    yield
    visit.receipt = words


def pages_of_those_who_come_back(visit: Visit, places: Places) -> Iterator[None]:
    ((report, _),) = collected(places)
    for text in ("Are you safe?", LONG):
        answered(places, report, text)
    visit.open("/b/")
    yield
    visit.go_on(words="x" * 300)
    yield
    visit.go_on(words=" ".join(visit.receipt))
    yield
    visit.press("Send")
    yield
    visit.press("Cymraeg")
    yield
    visit.press("English")
    visit.go_on("Send", text=LONG[:15_000])
    yield
