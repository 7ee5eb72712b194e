"""Signing in at an identity provider that answers for real on this machine: what fits signs in, what was tampered with does not."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from boundaries.casework.accounts.provider import Provider
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import Person, person

pytestmark = pytest.mark.django_db(transaction=True)
KEY = RSAKey.generate_key(2048, {"kid": "one"})


class Answers(BaseHTTPRequestHandler):
    """A provider: its description, its keys and its tokens; `changes` tampers with the claims."""

    changes: ClassVar[dict[str, Any]] = {}
    nonce = ""
    asked: ClassVar[dict[str, list[str]]] = {}
    key = KEY

    def do_GET(self) -> None:
        """The description, or the keys."""
        issuer = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.endswith("openid-configuration"):
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self._answer({"issuer": issuer, **{name: f"{issuer}/{path}" for name, path in ends.items()}})
        else:
            self._answer({"keys": [KEY.as_dict(private=False)]})

    def do_POST(self) -> None:
        """A token for a code."""
        Answers.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        now = int(time.time())
        claims = {"iss": f"http://127.0.0.1:{self.server.server_port}", "sub": "subject-1", "aud": "unit", "iat": now,
                  "exp": now + 60, "nonce": Answers.nonce, **Answers.changes}  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, Answers.key)
        self._answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _answer(self, told: dict[str, Any]) -> None:
        held = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(held)

    def log_message(self, *_: object) -> None:
        """Nothing is written."""


@pytest.fixture
def provider(settings: Any) -> Iterator[None]:
    """A provider that the unit's site knows."""
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.OIDC = Provider(f"http://127.0.0.1:{server.server_port}", "unit", "a secret")
    Answers.changes, Answers.key = {}, KEY
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def through(browser: Client, **returned: str) -> Any:
    """Go to the provider and come back."""
    sent = browser.get("/oidc/")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(sent["Location"]).query).items()}
    assert asked["code_challenge_method"] == "S256" and asked["redirect_uri"].endswith("/oidc/return/")
    Answers.nonce = asked["nonce"]
    return browser.get("/oidc/return/", {"code": "c", "state": asked["state"], **returned})


def linked() -> Person:
    """Someone whose account is linked to the provider."""
    ann = person(Role.SUPERVISOR)
    assert through(ann.sign_in())["Location"] == "/account/"
    ann.browser.post("/sign-out/")
    return ann


def test_whoever_linked_their_account_signs_in_and_must_unlock_all_the_same(provider: None) -> None:
    linked()
    browser = Client()
    assert through(browser)["Location"] == "/unlock/"
    assert "code_verifier" in Answers.asked
    assert browser.get("/search/")["Location"].startswith("/unlock/")


@pytest.mark.parametrize(
    "change", [{"aud": "another"}, {"iss": "http://evil.example"}, {"nonce": "another"}, {"exp": 1}, {"sub": "subject-2"}]
)
def test_a_token_that_does_not_fit_signs_nobody_in(provider: None, change: dict[str, Any]) -> None:
    linked()
    Answers.changes = change
    browser = Client()
    assert through(browser).status_code == 200
    assert browser.get("/")["Location"] == "/sign-in/"


def test_a_token_that_another_signed_signs_nobody_in(provider: None) -> None:
    linked()
    Answers.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert through(Client()).status_code == 200


def test_a_return_that_was_not_asked_for_signs_nobody_in(provider: None) -> None:
    linked()
    assert through(Client(), state="another").status_code == 200
    page = Client().get("/oidc/return/", {"code": "c", "state": "s"}).content.decode()
    assert 'http-equiv="refresh"' in page and "again=1" in page
    assert Client().get("/oidc/return/", {"code": "c", "state": "s", "again": "1"}).status_code == 200


def test_without_a_provider_there_is_no_such_page() -> None:
    assert Client().get("/oidc/").status_code == Client().get("/oidc/return/").status_code == 404
    assert "identity" not in Client().get("/sign-in/").content.decode()
