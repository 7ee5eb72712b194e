"""The settings of the force and of what hears concerns: the public site and the mailbox."""

from boundaries.settings.readers import Setting, address, colour, file, header, names_of, one_of, or_none, web, whole, yes

HEARING: tuple[Setting, ...] = (
    Setting("force_name", "", "The force's name, on its leaflet and its pages.", str),
    Setting("force_phone", "", "The telephone number of the counter-corruption unit, as the public may ring it.", str),
    Setting("force_mailbox", "", "The e-mail address that only the counter-corruption unit reads.", str),
    Setting(
        "force_web",
        "",
        "The address of the public site, from https://, as it is printed on the leaflet and in its code to scan.",
        lambda text: web(text) if text else "",
    ),
    Setting(
        "mailbox",
        "",
        "The mailbox that `boundaries mailbox` watches: imaps://user@host/folder, or imap://user@host/folder for STARTTLS; @ within "
        "the user is written %40. Empty: none.",
        str,
    ),
    Setting(
        "mailbox_secret",
        "",
        "The file that holds the mailbox's password or token, on one line, readable to its owner only. It is read at each sign-in.",
        or_none(file),
    ),
    Setting(
        "mailbox_sign_in",
        "password",
        "What that file holds: a `password`, or the access `token` of OAuth (XOAUTH2), which something else keeps fresh.",
        one_of("password", "token"),
    ),
    Setting(
        "mailbox_authority",
        "",
        "A file with the certificates of the authority that signs the mail server's certificate. Empty: those the system trusts.",
        or_none(file),
    ),
    Setting(
        "mailbox_processed",
        "",
        "The folder on the mail server that messages are moved to once they are handed over. Empty: they are deleted.",
        str,
    ),
    Setting(
        "mailbox_addresses",
        "",
        "The addresses that reach this mailbox, with commas between them, by which loops are known. Empty: the address on the leaflet, or its user.",
        names_of,
    ),
    Setting("force_colour", "#003d78", "The colour below the heading of the public pages, as six hex digits.", colour),
    Setting(
        "exit_address",
        "https://www.bbc.co.uk/weather",
        "Where “Exit this page” leads: a page that many people open, about something else.",
        web,
    ),
    Setting(
        "draft_hours",
        "2",
        "How many hours a report that is being written is kept after its last page was sent. It is wiped then, with its files.",
        whole,
    ),
    Setting(
        "public_https",
        "0",
        "Set to 1 where people reach the public site by https through a proxy on this machine: its cookie is then kept to https. "
        "Leave it 0 for an onion service, which encrypts by itself.",
        yes,
    ),
    Setting(
        "public_address_header",
        "",
        "The header in which the proxy before the public site tells the caller's address, such as X-Real-IP; the proxy must "
        "set it itself. Only a count by the hour, in buckets that many addresses share, is kept. Empty: the connection's own.",
        or_none(header),
    ),
    Setting(
        "public_hourly",
        "60",
        "How many times as much as one bucket all callers together may do in an hour, before the public site says it is busy.",
        whole,
    ),
    Setting(
        "counter_hosts",
        "localhost,127.0.0.1,[::1]",
        "The host names that the counter answers to, on the inner network.",
        names_of,
    ),
    Setting(
        "counter_address",
        "http://localhost:8002",
        "The address under which operators reach the counter, without a path. Where it begins with https, cookies go only over https.",
        address,
    ),
    Setting(
        "clamd",
        "",
        "Where ClamAV's daemon listens, a socket's path or host:port, to look at files as they come in. What it finds is "
        "marked for the unit, never dropped. Empty: no such look.",
        str,
    ),
)
