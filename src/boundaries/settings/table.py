"""Every setting: its name, what it is for, and how its text becomes a value."""

from dataclasses import dataclass
from pathlib import Path

from boundaries.settings.hearing import HEARING
from boundaries.settings.readers import Setting, folder, gib, names_of, one_of, or_none, whole, yes
from boundaries.settings.reminding import REMINDING
from boundaries.settings.working import WORKING


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    `content` is how far message text may be read, `budget` the pairs a month the unit can look at for every 1,000 members,
    `threads` and `scratch` are None where the engine chooses.
    """

    content: str
    budget: int
    threads: int | None
    memory_gib: float
    scratch: Path | None
    home: Path
    cache: Path | None
    debug: bool
    public_hosts: tuple[str, ...]
    unit_hosts: tuple[str, ...]
    public_database: str
    unit_database: str
    audit_witness: Path | None
    audit_every: int
    force_name: str
    force_phone: str
    force_mailbox: str
    force_web: str
    mailbox: str
    mailbox_secret: Path | None
    mailbox_sign_in: str
    mailbox_authority: Path | None
    mailbox_processed: str
    mailbox_addresses: tuple[str, ...]
    force_colour: str
    exit_address: str
    draft_hours: int
    public_https: bool
    public_address_header: str
    public_hourly: int
    counter_hosts: tuple[str, ...]
    counter_address: str
    clamd: str
    unit_address: str
    idle_minutes: int
    session_hours: int
    minimum_handlers: int
    collect_seconds: int
    answer_days: int
    grant_minutes: int
    oidc_issuer: str
    oidc_client: str
    oidc_secret: Path | None
    backup_recipients: tuple[str, ...]
    retention_policy: Path | None
    reminder_server: str
    reminder_secret: Path | None
    reminder_sender: str
    reminder_hour: int


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "content",
        "all",
        "How far the text of messages and notes may be read: `none` never, `gated` only for pairs that other signs already "
        "raise, `all` wherever there is text. Which one was used is written in scan.json.",
        one_of("none", "gated", "all"),
    ),
    Setting("budget", "20", "How many pairs a month the unit can review, for every 1,000 members.", whole),
    Setting(
        "threads",
        "",
        "How many processor threads a scan may use. Empty: every core. The answer is the same for any number.",
        or_none(whole),
    ),
    Setting("memory_gib", "4", "How much memory, in GiB, the engine may hold before it spills to the scratch folder.", gib),
    Setting(
        "scratch",
        "",
        "The folder that spilled rows go to, in a private folder of their own that is removed afterwards; it must be as well "
        "protected as the records. Empty: the system's place for temporary files.",
        or_none(folder),
    ),
    Setting(
        "home",
        "",
        "The folder that Boundaries keeps its own data in. Empty: the platform's data folder for this user.",
        or_none(Path),
    ),
    Setting(
        "cache",
        "",
        "The folder that compiled word lists are kept in, so that the next scan need not compile them; it is used only while it is this "
        "user's and closed to everybody else. `off`: none. Empty: the platform's cache folder for this user.",
        str,
    ),
    Setting(
        "debug",
        "0",
        "Set to 1 to see the whole traceback of an unforeseen fault. A traceback can hold words from the records.",
        yes,
    ),
    Setting(
        "public_hosts",
        "localhost,127.0.0.1,[::1]",
        "The host names that the public site answers to, with commas between them; an onion address too, where there is one.",
        names_of,
    ),
    Setting("unit_hosts", "localhost,127.0.0.1,[::1]", "The host names that the unit's site answers to.", names_of),
    Setting(
        "public_database",
        "",
        "Where the public site keeps its rows: postgresql://user:password@host/name. Empty: an SQLite file in the home folder.",
        str,
    ),
    Setting(
        "unit_database",
        "",
        "Where the unit's site keeps its rows, in the same form. It must be another database than the public site's.",
        str,
    ),
    Setting(
        "audit_witness",
        "",
        "The file that signed checkpoints of the unit's audit trail are added to. Best where this machine can add but not change: "
        "then a cut or rewritten trail shows. Empty: a file in the home folder.",
        or_none(Path),
    ),
    Setting("audit_every", "1", "After how many lines of the audit trail a checkpoint is written.", whole),
    *HEARING,
    *WORKING,
    *REMINDING,
)
