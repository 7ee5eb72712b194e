"""The choices that questions offer."""

from django.utils.translation import gettext_lazy as _

from boundaries.handover.report import NOT_SURE, RATHER_NOT_SAY, Teller
from boundaries.intake.questions.form import Option

UNSURE = (Option(NOT_SURE, _("I am not sure"), after_divider=True), Option(RATHER_NOT_SAY, _("I would rather not say")))
TELLERS = (
    Option(Teller.ABOUT_ME, _("It is about me")),
    Option(Teller.ABOUT_SOMEONE, _("It is about someone I know")),
    Option(
        Teller.PARTNER,
        _("I work with someone it has happened to"),
        _("For example at a refuge, a school, a hospital or a council."),
    ),
    Option(Teller.COLLEAGUE, _("It is about a colleague: I work for the police")),
    Option(Teller.NOT_SURE, _("I am not sure"), after_divider=True),
)
KNOWS = (Option("yes", _("Yes")), Option("no", _("No")), *UNSURE)
WHEN = (
    Option("still_happening", _("It is still happening")),
    Option("last_month", _("In the last month")),
    Option("last_year", _("In the last year")),
    Option("longer_ago", _("Longer ago")),
    *UNSURE,
)
AGE_GROUPS = (
    Option("under_18", _("Under 18")),
    Option("18_to_24", _("18 to 24")),
    Option("25_to_64", _("25 to 64")),
    Option("65_or_over", _("65 or over")),
    *UNSURE,
)
NO_CONTACT = "no"
CONTACT_WAYS = (
    Option(
        NO_CONTACT,
        _("No. I will come back with my receipt"),
        _("We cannot call or write to you, and we will not try to find you."),
    ),
    Option("phone", _("By phone")),
    Option("text", _("By text message")),
    Option("email", _("By e-mail")),
    Option("post", _("By letter")),
    Option("someone_else", _("Through someone I trust"), _("For example an adviser. Say who below, and how to reach them.")),
)
HELD_YES = "yes"
HELD = (
    Option("no", _("As soon as you can")),
    Option(HELD_YES, _("Keep it sealed until someone else names the same person"),
           _("For this we need a full name, a number, a phone number or app name, or a surname and a station.")),
)  # fmt: skip
NO_ADDRESS = _("Enter where we can reach you safely, or choose “No”")
NOBODY_SINGLED_OUT = _("To keep it sealed we need something that singles the person out. Add it on the page “Who in the police is it "
                       "about?”, or choose “As soon as you can”")  # fmt: skip
TOO_LONG = _("This is too long. %(longest)s characters fit")
NOT_OFFERED = _("Choose one of the answers on this page")
