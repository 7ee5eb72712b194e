"""What people do on the public pages and at the counter in a whole journey: tell, keep the receipt, come back."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import boundaries.intake
from tests.journeys.walk import Walk


@cache
def words_of_pages() -> frozenset[str]:
    """Every word that stands in the public pages and the counter's themselves: a receipt may by chance hold some of them."""
    sources = [path for kind in ("*.html", "*.py") for path in Path(boundaries.intake.__file__).parent.rglob(kind)]
    return frozenset(word for path in sources for word in re.findall(r"[a-z]+", path.read_text(encoding="utf-8").casefold()))


def shown_of(words: Sequence[str], text: str) -> set[str]:
    """The words of a receipt that are shown in a text, but for those that are the page's own."""
    return set(words) & set(re.findall(r"[a-z]+", text.casefold())) - words_of_pages()


def start(walk: Walk) -> None:
    """From the first page to the first question."""
    walk.open("/")
    walk.press("Tell us")
    walk.press("Continue")
    assert walk.heading == "Who are you telling us about?"


def type_back(walk: Walk, words: list[str]) -> None:
    """Type the two words that are asked for, in the order in which they stand."""
    asked = [place for place in range(8) if walk.page.locator(f"#word-{place}").count()]
    assert len(asked) == 2
    walk.fill({f"#word-{place}": words[place] for place in asked})


def to_the_end(walk: Walk) -> list[str]:
    """On past every question that is left, and send; the words of the receipt."""
    while walk.page.locator('input[name="question"]').count():
        walk.press("Continue")
    assert walk.heading == "Check what you have written"
    walk.press("Continue")
    words = walk.page.locator(".boundaries-words li").all_inner_texts()
    walk.press("I have written them down")
    type_back(walk, words)
    walk.press("Send my report")
    assert walk.heading == "Your report has been sent"
    return words


def tell(walk: Walk, story: str, member: str) -> list[str]:
    """A short report about a member; the words of its receipt."""
    start(walk)
    walk.choose("It is about me")
    for wanted, answers in (("signs", {}), ("story", {"#story": story}), ("when", {}), ("member", {"#name": member})):
        while walk.page.locator('input[name="question"]').get_attribute("value") != wanted:
            walk.press("Continue")
        walk.fill(answers)
    return to_the_end(walk)


def come_back(walk: Walk, words: list[str]) -> None:
    """To the page of the receipt."""
    walk.open("/")
    walk.press("Come back with your receipt")
    walk.fill({"#words": " ".join(words)})
    walk.press("Continue")
    assert walk.heading == "Your page"
