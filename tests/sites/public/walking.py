"""Walks through the public site as a browser does, by its forms."""

import html
import re
from typing import Any, Protocol


class Browser(Protocol):
    """Django's test client, or `PlainBrowser` over real sockets."""

    get: Any
    post: Any


PATH = "/a/"


def shown(browser: Browser, path: str = PATH) -> str:
    """The page that stands at a path now."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def heading(page: str) -> str:
    """The page's one heading."""
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return html.unescape(found).strip()


def send(browser: Browser, path: str = PATH, **fields: Any) -> str:
    """Send a form and give the page that is shown then."""
    page = shown(browser, path)
    hidden = dict(
        re.findall(
            r'<input type="hidden" name="(csrfmiddlewaretoken|page|question|part|turn)" value="([^"]*)"',
            page.rpartition('id="answers"')[2],
        )
    )
    answer = browser.post(path, {**hidden, "go": "next", **fields}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def begun(browser: Browser) -> str:
    """The first question."""
    return send(browser, go="begin")


def words_on(page: str) -> list[str]:
    """The receipt's words."""
    return re.findall(r"<li>([a-z]+)</li>", page.partition("boundaries-words")[2].partition("</ol>")[0])


def to_check(browser: Browser, answers: dict[str, dict[str, Any]]) -> str:
    """From the first page to the check, answering the questions that are named."""
    page = begun(browser)
    for _ in range(30):
        found = re.search(r'name="question" value="(\w+)"', page)
        if found is None:
            break
        page = send(browser, **answers.get(found.group(1), {}))
    assert heading(page) == "Check what you have written"
    return page


def typed_back(browser: Browser, words: list[str]) -> dict[str, str]:
    """The two words that are asked for."""
    asked = re.findall(r'name="word-(\d)"', shown(browser))
    assert len(asked) == 2
    return {f"word-{place}": words[int(place)] for place in asked}


def told(browser: Browser, answers: dict[str, dict[str, Any]]) -> tuple[list[str], str]:
    """A whole report: the receipt's words and the last page."""
    to_check(browser, answers)
    words = words_on(send(browser))
    send(browser)
    return words, send(browser, go="send", **typed_back(browser, words))
