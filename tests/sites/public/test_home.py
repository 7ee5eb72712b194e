"""The first page of the public site."""

import html

from django.test import Client

from boundaries.catalogue import load_catalogue


def test_the_home_page_tells_every_sign_of_the_leaflet() -> None:
    page = html.unescape(Client().get("/").content.decode())
    signs = [sign for sign in load_catalogue().signs.values() if not sign.ours]
    assert len(signs) == 12
    assert [sign.id for sign in signs if f"<dt>{sign.title}</dt>" not in page or sign.plain not in page] == []
    assert "999" in page


def test_headers_allow_nothing_but_the_site_itself() -> None:
    headers = Client().get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
