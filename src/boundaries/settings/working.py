"""The settings of the unit's own site."""

from pathlib import Path

from boundaries.settings.readers import Setting, address, file, names_of, or_none, whole, within

WORKING: tuple[Setting, ...] = (
    Setting(
        "unit_address",
        "http://localhost:8001",
        "The address under which browsers reach the unit's site, without a path: invitations and passkeys are bound to it. Where it "
        "begins with https, cookies go only over https.",
        address,
    ),
    Setting("idle_minutes", "15", "After how many minutes without a page someone must sign in to the unit's site again.", whole),
    Setting("session_hours", "10", "After how many hours someone must sign in to the unit's site again in any case.", whole),
    Setting(
        "minimum_handlers",
        "2",
        "How many handlers must remain once those whom a report keeps out are left out; with fewer it goes to the head of the unit and "
        "the alternate authority only.",
        whole,
    ),
    Setting(
        "collect_seconds",
        "60",
        "How many seconds apart `boundaries serve unit` takes what waits in the drop, from 1 to 3600.",
        within(1, 3_600),
    ),
    Setting(
        "answer_days",
        "3",
        "How many working days after a report with a way back whoever told it must have had a first answer from someone of the unit.",
        within(1, 28),
    ),
    Setting("grant_minutes", "60", "How many minutes a grant to see the identity of a source lasts.", whole),
    Setting(
        "oidc_issuer",
        "",
        "The issuer of the force's identity provider (OpenID Connect), from https://: people may then sign in there. Empty: none.",
        str,
    ),
    Setting("oidc_client", "", "What the identity provider calls the unit's site.", str),
    Setting("oidc_secret", "", "The file that holds the secret shared with the identity provider, on one line.", or_none(file)),
    Setting(
        "backup_recipients",
        "",
        "Whom backups are encrypted to: age recipients (age1...), with commas between them. Any one of them opens a backup.",
        names_of,
    ),
    Setting(
        "retention_policy",
        "",
        "A file with the force's own review periods, in the form of the one that comes with Boundaries. Empty: that one.",
        or_none(Path),
    ),
)
