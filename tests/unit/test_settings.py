"""Settings: every one read from the environment, all faults at once."""

from pathlib import Path

import pytest

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.settings import PREFIX, SETTINGS, read_settings


def test_nothing_set_gives_the_defaults() -> None:
    found = read_settings({})
    assert (found.content, found.budget, found.threads, found.memory_gib) == ("all", 20, None, 4.0)
    assert (found.scratch, found.debug) == (None, False)
    assert found.home.name == "boundaries"
    assert found.home.is_absolute()


def test_every_setting_is_read(tmp_path: Path) -> None:
    environment = {"CONTENT": "gated", "BUDGET": "7", "THREADS": "2", "MEMORY_GIB": "1.5", "DEBUG": "1"}
    environment |= {"PUBLIC_HOSTS": "tell.example, abc.onion", "UNIT_HOSTS": "unit.example"}
    environment |= {"PUBLIC_DATABASE": "postgresql:///public", "UNIT_DATABASE": "postgresql:///unit"}
    environment |= {"SCRATCH": str(tmp_path), "HOME": str(tmp_path / "kept"), "CACHE": str(tmp_path / "lists")}
    environment |= {"AUDIT_WITNESS": str(tmp_path / "witness"), "AUDIT_EVERY": "5"}
    environment |= {
        "FORCE_NAME": "Example",
        "FORCE_PHONE": "01632",
        "FORCE_MAILBOX": "a@b",
        "FORCE_WEB": "https://example.police.uk/",
    }
    environment |= {"FORCE_COLOUR": "#A01020", "EXIT_ADDRESS": "https://news.example/", "DRAFT_HOURS": "3", "PUBLIC_HTTPS": "1"}
    environment |= {"PUBLIC_ADDRESS_HEADER": "X-Real-IP", "PUBLIC_HOURLY": "9", "CLAMD": "/run/clamd"}
    secret, authority = tmp_path / "secret", tmp_path / "authority.pem"
    secret.touch()
    authority.touch()
    environment |= {"MAILBOX": "imaps://user@host/", "MAILBOX_SECRET": str(secret), "MAILBOX_AUTHORITY": str(authority)}
    environment |= {"MAILBOX_SIGN_IN": "token", "MAILBOX_PROCESSED": "Done", "MAILBOX_ADDRESSES": "a@b, c@d"}
    environment |= {"UNIT_ADDRESS": "https://unit.example", "IDLE_MINUTES": "9", "SESSION_HOURS": "8"}
    environment |= {"MINIMUM_HANDLERS": "3", "GRANT_MINUTES": "30", "BACKUP_RECIPIENTS": "age1a, age1b"}
    environment |= {"RETENTION_POLICY": str(tmp_path / "policy.toml")}
    environment |= {"COUNTER_HOSTS": "counter.example", "COUNTER_ADDRESS": "https://counter.example"}
    environment |= {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT": "unit", "OIDC_SECRET": str(secret)}
    environment |= {"COLLECT_SECONDS": "5", "ANSWER_DAYS": "2", "REMINDER_SERVER": "smtp://unit@mail.example:587"}
    environment |= {"REMINDER_SECRET": str(secret), "REMINDER_SENDER": "look@unit.example", "REMINDER_HOUR": "7"}
    found = read_settings({PREFIX + name: text for name, text in environment.items()})
    assert (found.content, found.budget, found.threads, found.memory_gib) == ("gated", 7, 2, 1.5)
    assert (found.scratch, found.home, found.debug) == (tmp_path, tmp_path / "kept", True)
    assert found.cache == tmp_path / "lists"
    assert (found.public_hosts, found.unit_hosts) == (("tell.example", "abc.onion"), ("unit.example",))
    assert (found.public_database, found.unit_database) == ("postgresql:///public", "postgresql:///unit")
    assert (found.audit_witness, found.audit_every) == (tmp_path / "witness", 5)
    assert (found.force_name, found.force_phone, found.force_mailbox) == ("Example", "01632", "a@b")
    assert found.force_web == "https://example.police.uk/"
    assert (found.force_colour, found.exit_address) == ("#a01020", "https://news.example/")
    assert (found.draft_hours, found.public_https) == (3, True)
    assert (found.public_address_header, found.public_hourly, found.clamd) == ("HTTP_X_REAL_IP", 9, "/run/clamd")
    assert (found.mailbox, found.mailbox_secret, found.mailbox_authority) == ("imaps://user@host/", secret, authority)
    assert (found.mailbox_sign_in, found.mailbox_processed, found.mailbox_addresses) == ("token", "Done", ("a@b", "c@d"))
    assert (found.unit_address, found.idle_minutes, found.session_hours) == ("https://unit.example", 9, 8)
    assert (found.minimum_handlers, found.grant_minutes, found.backup_recipients) == (3, 30, ("age1a", "age1b"))
    assert found.retention_policy == tmp_path / "policy.toml"
    assert (found.counter_hosts, found.counter_address) == (("counter.example",), "https://counter.example")
    assert (found.oidc_issuer, found.oidc_client, found.oidc_secret) == ("https://id.example", "unit", secret)
    assert (found.collect_seconds, found.answer_days, found.reminder_hour) == (5, 2, 7)
    assert (found.reminder_server, found.reminder_secret) == ("smtp://unit@mail.example:587", secret)
    assert found.reminder_sender == "look@unit.example"
    assert {setting.field.upper() for setting in SETTINGS} == set(environment)


def test_empty_means_the_default() -> None:
    assert read_settings({setting.name: " " for setting in SETTINGS}) == read_settings({})


BAD = {
    "CONTENT": "some",
    "BUDGET": "0",
    "THREADS": "two",
    "MEMORY_GIB": "nan",
    "SCRATCH": "/no/such/folder",
    "DEBUG": "maybe",
    "FORCE_WEB": "http://example.police.uk/",
    "FORCE_COLOUR": "blue",
    "PUBLIC_ADDRESS_HEADER": "X Real",
    "BUGDET": "20",
}


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BoundariesError) as told:
        read_settings({PREFIX + name: text for name, text in BAD.items()})
    assert [fault.where for fault in told.value.faults] == [PREFIX + name for name in BAD]
    assert "is BOUNDARIES_BUDGET meant?" in str(told.value)


@pytest.mark.parametrize(("name", "text"), BAD.items())
def test_each_bad_value_is_told_by_name(name: str, text: str) -> None:
    with pytest.raises(BoundariesError) as told:
        read_settings({PREFIX + name: text})
    assert [fault.where for fault in told.value.faults] == [PREFIX + name]


def test_other_programs_settings_are_not_ours() -> None:
    assert read_settings({"HOME": "x", "DEBUG": "maybe", "_BOUNDARIES_COMPLETE": "zsh"}) == read_settings({})


@pytest.mark.parametrize(
    ("platform", "environment", "ending"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/boundaries"),
        ("linux", {}, "/.local/share/boundaries"),
        ("darwin", {}, "/Library/Application Support/boundaries"),
        ("win32", {"LOCALAPPDATA": "/Users/a/AppData/Local"}, "/Users/a/AppData/Local/boundaries"),
    ],
)
def test_data_is_kept_where_the_platform_keeps_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], ending: str
) -> None:
    monkeypatch.setattr(settings.sys, "platform", platform)
    assert read_settings(environment).home.as_posix().endswith(ending)


@pytest.mark.parametrize(
    ("platform", "environment", "ending"),
    [
        ("linux", {"XDG_CACHE_HOME": "/cache"}, "/cache/boundaries"),
        ("linux", {}, "/.cache/boundaries"),
        ("darwin", {}, "/Library/Caches/boundaries"),
        ("win32", {"LOCALAPPDATA": "/Users/a/AppData/Local"}, "/Users/a/AppData/Local/boundaries/cache"),
    ],
)
def test_what_can_be_made_again_is_kept_where_the_platform_keeps_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], ending: str
) -> None:
    monkeypatch.setattr(settings.sys, "platform", platform)
    found = read_settings(environment).cache
    assert found is not None
    assert found.as_posix().endswith(ending)


def test_nothing_is_kept_where_that_is_asked_for() -> None:
    assert read_settings({"BOUNDARIES_CACHE": "off"}).cache is None
