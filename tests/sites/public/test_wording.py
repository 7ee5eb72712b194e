"""Both languages say everything, and a visit keeps the one it chose with all that was typed."""

import gettext
import html
import re

import pytest
from django.test import Client
from django.utils import translation

from tests.sites.public.spoken import INTAKE, in_po, sentences
from tests.sites.public.walking import PATH, begun, heading, send, shown

WELSH = INTAKE / "locale" / "cy" / "LC_MESSAGES"


def test_every_sentence_is_there_in_welsh() -> None:
    told = in_po(WELSH / "django.po")
    assert len(told) > 200
    assert {text for text in sentences() if not told.get(text)} == set()
    assert set(told) - sentences() == set(), "no longer said"


def test_placeholders_stay_whole() -> None:
    told = in_po(WELSH / "django.po")
    assert {
        text for text, welsh in told.items() if sorted(re.findall(r"%\(\w+\)s", text)) != sorted(re.findall(r"%\(\w+\)s", welsh))
    } == set()


def test_what_is_shipped_is_what_was_written() -> None:
    with (WELSH / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = in_po(WELSH / "django.po")
    assert {
        text for text, welsh in written.items() if compiled.ngettext(text, text, 1) != welsh and compiled.gettext(text) != welsh
    } == set()


def test_welsh_says_that_no_translator_has_read_it(browser: Client) -> None:
    browser.get("/language/cy/home/")
    page = shown(browser, "/")
    assert '<html lang="cy"' in page
    assert heading(page) == "Cadw ffiniau'n broffesiynol"
    assert "Nid yw'r cyfieithiad hwn wedi'i wirio gan gyfieithydd eto." in html.unescape(page)


def test_changing_the_language_keeps_the_page_and_what_was_typed(browser: Client) -> None:
    begun(browser)
    for _ in range(2):
        send(browser)
    assert 'value="story"' in shown(browser)
    page = send(browser, story="half a sentence", go="language cy")
    assert heading(page) == "Dywedwch wrthym yn eich geiriau eich hun"
    assert "half a sentence" in page
    page = send(browser, story="half a sentence", go="language en")
    assert heading(page) == "Tell us in your own words"
    assert "half a sentence" in page


@pytest.mark.parametrize("code", ["xx", "de", "en-gb"])
def test_a_language_we_do_not_have_changes_nothing(browser: Client, code: str) -> None:
    assert browser.get(f"/language/{code}/report/").headers["Location"] == PATH
    assert '<html lang="en"' in shown(browser)


def test_no_sentence_calls_anybody_a_victim() -> None:
    said = sentences() | set(in_po(WELSH / "django.po").values())
    assert {text for text in said if re.search(r"victim|dioddefw", text, re.IGNORECASE)} == set()


def test_the_process_speaks_english_again_after_a_welsh_page(browser: Client) -> None:
    browser.get("/language/cy/home/")
    shown(browser, "/")
    assert translation.get_language() == "en"
