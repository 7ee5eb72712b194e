"""What people do on the public pages and at the counter in a whole journey: tell, keep the receipt, come back."""

from tests.journeys.walk import Walk


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
