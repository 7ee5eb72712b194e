"""What a page of the unit's site says, for tests."""

import re


def cells(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of a page's table, by their first cell."""
    table = re.search(rf"<caption[^>]*>\s*{re.escape(caption)}\s*</caption>(.*?)</table>", page, re.DOTALL)
    assert table is not None, caption
    rows = re.findall(r"<tr.*?</tr>", table[1], re.DOTALL)[1:]
    found = [[re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]
    return {row[0]: row[1:] for row in found}


def cells_like(page: str, beginning: str) -> dict[str, list[str]]:
    """The rows of the page's table whose caption begins like this."""
    found = re.search(rf"<caption[^>]*>\s*({re.escape(beginning)}[^<]*?)\s*</caption>", page)
    assert found is not None, beginning
    return cells(page, found[1])


def without_tokens(page: bytes) -> bytes:
    """A page without the tokens and ids of its forms, which differ each time and may hold any few letters by chance."""
    return re.sub(rb'name="(csrfmiddlewaretoken|once)" value="\w+"', b"", page)
