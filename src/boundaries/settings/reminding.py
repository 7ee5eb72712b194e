"""The settings of the daily reminder."""

from boundaries.settings.readers import Setting, file, or_none, within

REMINDING: tuple[Setting, ...] = (
    Setting(
        "reminder_server",
        "",
        "The mail server that the daily reminder leaves by: smtps://user@host, or smtp://user@host for STARTTLS; without a user where it "
        "asks for none. Empty: no reminder is sent, and the account page says so.",
        str,
    ),
    Setting(
        "reminder_secret",
        "",
        "The file that holds the password for that mail server, on one line. It is read at each sending.",
        or_none(file),
    ),
    Setting("reminder_sender", "", "The address that the daily reminder is from.", str),
    Setting("reminder_hour", "7", "The hour, 0 to 23, from which the daily reminder is sent.", within(0, 23)),
)
