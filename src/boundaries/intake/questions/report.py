"""The questions of a report, in order. Nothing is compulsory: whoever tells, tells what they want to."""

from django.utils.translation import gettext_lazy as _

from boundaries.handover.report import Teller
from boundaries.intake.leaflet import leaflet
from boundaries.intake.questions.answers import Answers
from boundaries.intake.questions.form import Field, Kind, Option, Question
from boundaries.intake.questions.wording import AGE_GROUPS, CONTACT_WAYS, HELD, KNOWS, TELLERS, UNSURE, WHEN

_ANYONE = Teller.NOT_SURE
_THIRD = frozenset({Teller.ABOUT_SOMEONE, Teller.PARTNER, Teller.COLLEAGUE})
_LEAVE_EMPTY = _("Leave empty what you do not know or would rather not say.")


def _signs() -> tuple[Option, ...]:
    """The warning signs as examples, in the leaflet's order."""
    return tuple(
        Option(
            sign.id,
            _(sign.question.behaviour),
            asks={
                _ANYONE: _(sign.question.about_someone),
                Teller.ABOUT_ME: _(sign.question.about_me),
                Teller.COLLEAGUE: _(sign.question.as_colleague),
            },
        )
        for sign in leaflet().signs.values()
    )


QUESTIONS: tuple[Question, ...] = (
    Question(
        "teller",
        _("Who are you telling us about?"),
        (Field("teller", Kind.ONE, options=TELLERS),),
        (_("You do not have to give your name, now or later."),),
    ),
    Question(
        "partner",
        _("Your organisation"),
        (
            Field("organisation", Kind.LINE, _("Name of the organisation")),
            Field("contact", Kind.TEXT, _("Who we should speak to there, and how"), rows=3),
        ),
        (_LEAVE_EMPTY,),
        frozenset({Teller.PARTNER}),
    ),
    Question(
        "colleague",
        _("You work for the police"),
        (
            Field(
                "detriment",
                Kind.TEXT,
                _("Has anyone treated you badly because of this, or do you fear that they will?"),
                _("For example shifts, postings, remarks or threats. You can leave this empty."),
            ),
        ),
        (
            _("What you tell us can be a protected disclosure, often called whistleblowing. You do not need proof: an honest belief "
              "that it is in the public interest is enough."),
            _("It is against the law to treat you worse because of it. You do not have to tell your supervisor first."),
        ),
        frozenset({Teller.COLLEAGUE}),
    ),
    Question(
        "knows",
        _("Does the person know that you are telling us?"),
        (Field("knows", Kind.ONE, options=KNOWS),),
        (_("You can tell us either way. It helps us not to put anyone at risk."),),
        _THIRD,
    ),
    Question(
        "signs",
        _("What happened?"),
        (Field("signs", Kind.MANY, options=(*_signs(), *UNSURE)),),
        (_("These are examples. Choose all that fit, or none. One of them alone may have an ordinary reason: we will look into it "
           "with care."),),
    ),
    Question(
        "story",
        _("Tell us in your own words"),
        (Field("story", Kind.TEXT, _("What happened"), rows=12),),
        (
            _("Write as much or as little as you want, in any language. It can be about something long ago. It does not matter "
              "whether it was wanted."),
            _("You can leave this empty and carry on."),
        ),
    ),
    Question(
        "when",
        _("When did it happen?"),
        (
            Field("period", Kind.ONE, options=WHEN),
            Field("details", Kind.TEXT, _("Dates, times or places, as far as you know"), rows=3),
        ),
        (_("There is no time limit for telling us."),),
    ),
    Question(
        "member",
        _("Who in the police is it about?"),
        (
            Field("name", Kind.LINE, _("Name")),
            Field("number", Kind.LINE, _("Number on the shoulder, or staff number")),
            Field("handle", Kind.LINE, _("Phone number, e-mail address or name in an app that they used")),
            Field("station", Kind.LINE, _("Police station, team or area")),
            Field("description", Kind.TEXT, _("Anything else: their job, how they look, a car"), rows=3),
        ),
        (_("As little or as much as you know. You can leave all of it empty."),),
        most=5,
        another=_("Save and add another person"),
    ),
    Question(
        "person",
        {_ANYONE: _("Who is affected?"), Teller.ABOUT_ME: _("About you")},
        (
            Field("name", Kind.LINE, {_ANYONE: _("Name"), Teller.ABOUT_ME: _("Your name, or what we should call you")}),
            Field("age_group", Kind.ONE, _("Age"), options=AGE_GROUPS),
            Field(
                "circumstances",
                Kind.TEXT,
                _("How the police came to be involved, and anything that helps us to be careful"),
                _("For example a call, a case, an arrest, health, alcohol or drugs, abuse at home, the loss of someone. Only what you "
                  "want to say."),
            ),
        ),
        (_LEAVE_EMPTY,),
        most=5,
        another=_("Save and add another person"),
    ),
    Question(
        "contact",
        _("May we get in touch with you?"),
        (
            Field("how", Kind.ONE, options=CONTACT_WAYS),
            Field("address", Kind.LINE, _("The number or address that is safe")),
            Field("when", Kind.LINE, _("When it is safe"), _("For example weekdays before 3pm.")),
            Field("never", Kind.TEXT, _("What we must never do"), _("For example leave a message, or say who we are."), rows=3),
        ),
        (_("Whatever you choose, you get a receipt with which you can come back here, read our reply and answer it."),),
    ),
    Question(
        "exclude",
        _("Is there anyone in the police who must not see this?"),
        (
            Field("name", Kind.LINE, _("Name")),
            Field("number", Kind.LINE, _("Number on the shoulder, or staff number")),
            Field("station", Kind.LINE, _("Police station, team or area")),
            Field("why", Kind.TEXT, _("Who they are, or why"), _("For example a friend or relative of theirs, or someone in their team."),
                  rows=3),
        ),
        (_("The people it is about never see it. Name anyone else here, one at a time."),),
        most=5,
        another=_("Save and add another person"),
    ),
    Question(
        "files",
        _("Files"),
        (Field("files", Kind.FILES, _("Pictures, recordings, messages or documents")),),
        (
            _("A file can hold more than it shows, such as where and when a picture was taken. We keep it sealed; only the people who "
              "look into this open it."),
            _("Do not collect anything new for us if that could put you at risk."),
        ),
    ),
    Question(
        "held",
        _("When should we read this?"),
        (Field("held", Kind.ONE, options=HELD),),
        (
            _("You can ask for your report to stay sealed until someone else names the same person. Nobody can read it before then. You "
              "can send it to us at any time with your receipt."),
            _("If anyone may be in danger, please do not wait."),
        ),
    ),
)  # fmt: skip

_BY_ID = {question.id: question for question in QUESTIONS}


def question_of(question_id: str) -> Question | None:
    """The question with this id, if there is one."""
    return _BY_ID.get(question_id)


def asked(answers: Answers) -> tuple[Question, ...]:
    """The questions for whoever tells, in order."""
    return tuple(question for question in QUESTIONS if not question.asked_of or answers.teller in question.asked_of)
