"""The leaflet: every word of the printed one, readable by everyone, with the force's own facts and nobody else's."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
import zxingcpp
from PIL import Image

from boundaries.catalogue import load_catalogue
from boundaries.errors import BoundariesError
from boundaries.training.leaflet import Force, Format, Language, Layout, Order, make
from boundaries.training.leaflet.words import small_words, words
from tests.unit.training.pdfua import faults

FORCE = Force("Example Constabulary", "01632 960000", "concerns@example.police.uk", "https://tell.example.police.uk/")
SENTENCE = "97% of our officers have received training, as of 1 November 2026."
HELD = load_catalogue()
PRINTED = Path(__file__).resolve().parents[3].parent / "shared" / "leaflet.txt"
WHOLE = (Layout.TRIFOLD, Layout.A5, Layout.LARGE_PRINT, Layout.PLAIN)


def text_of(order: Order) -> str:
    """What a reader gets out of the file, without line ends, hyphenation marks or markup."""
    (content,) = make(HELD, order)
    if order.format is Format.PDF:
        told = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    else:
        told = re.sub(r"<style>.*?</style>|<[^>]+>", " ", content.decode(), flags=re.DOTALL)
        told = told.replace("&#39;", "'").replace("&#34;", '"')
    return squeezed(told)


def squeezed(text: str) -> str:
    return re.sub(r"[\s•-]+", "", text.replace("’", "'").replace("‘", "'").replace("ﬁ", "fi").replace("ﬂ", "fl")).casefold()


@pytest.mark.parametrize("kind", [Format.PDF, Format.HTML, Format.TXT])
@pytest.mark.parametrize("layout", WHOLE)
def test_every_word_of_the_printed_leaflet_is_there(layout: Layout, kind: Format) -> None:
    if not PRINTED.is_file():
        pytest.skip("the printed leaflet's text is not beside this repository")
    printed = PRINTED.read_text(encoding="utf-8")
    printed = printed.replace("0191 375 2627", FORCE.phone).replace("countercorruption@durham.police.uk", FORCE.mailbox)
    told = text_of(Order(FORCE, layout, kind, training=SENTENCE))
    blocks = [block for block in re.split(r"\n\s*\n|•|(?<=:)\n|(?<=\.)\n", printed) if block.strip()]
    blocks = [
        block for block in blocks if "The abuse of position for a sexual purpose is defined as" not in block
    ]  # said twice there
    claim = "All our staff have received training"
    parts = [piece for block in blocks for piece in ([block] if claim not in block else [block.partition("public.")[2]])]
    assert len(parts) >= 24
    assert [part for part in parts if squeezed(part) not in told] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("layout", Layout)
def test_an_independent_checker_finds_nothing_in_any_pdf(layout: Layout, language: Language, tmp_path: Path) -> None:
    (content,) = make(HELD, Order(FORCE, layout, Format.PDF, language, SENTENCE, "7 abc"))
    assert faults(content, tmp_path) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang)[:2] == language.value
        assert str(pdf.docinfo["/Keywords"]) == "ledger 7 abc"
        assert small_words(language)["qr_alt"].format(web=FORCE.web) in _alternatives(pdf)


def _alternatives(pdf: pikepdf.Pdf) -> str:
    """The words for every figure."""
    held = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    return " ".join(str(one.Alt) for one in held)


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    (content,) = make(HELD, Order(FORCE, Layout.PLAIN))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.Root.Lang
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one:
                del one.Alt
        broken = io.BytesIO()
        pdf.save(broken)
    told = " ".join(faults(broken.getvalue(), tmp_path))
    assert "checkpoint 11 Declared natural language" in told
    assert "checkpoint 13 Graphics" in told


@pytest.mark.parametrize("layout", Layout)
def test_the_code_on_the_printed_page_is_read_by_another_program(layout: Layout) -> None:
    pages = make(HELD, Order(FORCE, layout, Format.PNG))
    read = [code.text for page in pages for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]
    assert read == [FORCE.web]


def test_a_trifold_has_two_sides_and_the_poster_one() -> None:
    for language in Language:
        assert len(make(HELD, Order(FORCE, Layout.TRIFOLD, Format.PNG, language, SENTENCE * 2))) == 2
        assert len(make(HELD, Order(FORCE, Layout.POSTER, Format.PNG, language, SENTENCE * 2))) == 1


def test_the_front_is_read_first() -> None:
    (content,) = make(HELD, Order(FORCE, Layout.TRIFOLD))
    told = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert told.index("Keeping") < told.index("NPCC") < told.index("come forward")


def test_words_that_do_not_fit_a_panel_are_refused() -> None:
    with pytest.raises(BoundariesError, match="do not fit a panel"):
        make(HELD, Order(FORCE, Layout.TRIFOLD, training="A very long sentence. " * 80))


def test_without_a_sentence_nothing_is_claimed() -> None:
    for layout in Layout:
        for kind in (Format.PDF, Format.HTML, Format.TXT):
            assert "receivedtraining" not in text_of(Order(FORCE, layout, kind))
            assert squeezed(SENTENCE) in text_of(Order(FORCE, layout, kind, training=SENTENCE))


def test_a_force_without_contact_lines_gets_no_leaflet_but_a_list_of_what_to_set() -> None:
    with pytest.raises(BoundariesError) as told:
        make(HELD, Order(Force("", "", "")))
    names = ("BOUNDARIES_FORCE_NAME", "BOUNDARIES_FORCE_PHONE", "BOUNDARIES_FORCE_MAILBOX")
    assert [fault.where for fault in told.value.faults] == list(names)
    with pytest.raises(BoundariesError, match="BOUNDARIES_FORCE_WEB"):
        make(HELD, Order(replace(FORCE, web=""), Layout.POSTER))
    assert b"<svg" not in make(HELD, Order(replace(FORCE, web=""), Layout.PLAIN, Format.HTML))[0]


def test_what_a_force_is_called_is_text_and_never_markup() -> None:
    odd = replace(FORCE, name='#panic("x") <script>alert(1)</script> *Constabulary*')
    assert squeezed(odd.name) in squeezed(
        pypdf.PdfReader(io.BytesIO(make(HELD, Order(odd, Layout.PLAIN))[0])).pages[0].extract_text()
    )
    assert b"<script>" not in make(HELD, Order(odd, Layout.PLAIN, Format.HTML))[0]


def test_both_languages_say_the_same_number_of_things() -> None:
    english, welsh = (words(HELD, language) for language in (Language.ENGLISH, Language.WELSH))
    assert english.catalogue.keys() == welsh.catalogue.keys()
    assert len(english.signs) == len(welsh.signs) == 12
    extra = {"translates", "catalogue", "signs", "phone", "mailbox"}
    assert small_words(Language.ENGLISH).keys() == small_words(Language.WELSH).keys() - extra
    for name in ("curious", "never", "tell"):
        assert len(english.own["partner"][name]) == len(welsh.own["partner"][name])
    parts = [[len(part["lines"]) for part in said.own["easy_read"]["part"]] for said in (english, welsh)]
    assert parts[0] == parts[1]
    assert len(english.own["easy_read"]["part"][1]["lines"]) == 12, "each sign of the leaflet"


def test_an_english_word_changed_stops_the_welsh_until_it_is_read_again() -> None:
    changed = replace(HELD, definition=replace(HELD.definition, trust="Something else."))
    with pytest.raises(BoundariesError, match="have changed since they were translated"):
        words(changed, Language.WELSH)


def test_the_sentence_keeps_the_words_of_the_printed_one() -> None:
    tail = HELD.definition.training.removeprefix("All our staff ").rstrip(".")
    assert tail in small_words(Language.ENGLISH)["training"]
