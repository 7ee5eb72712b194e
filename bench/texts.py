"""Messages as a force sends and gets them: about forty characters, a little warmth here and there, few of them alike."""

_OPENINGS = (
    "Hi ", "Hello ", "Hi there, ", "Good morning, ", "", "", "", "Afternoon, ", "Dear all, ", "Thanks, ",
)  # fmt: skip
_MIDDLES = (
    "just to update you about case {n}", "can you ring me back on {n} please", "I will be late, about {n} minutes",
    "the statement is ready to sign, ref {n}", "we have spoken to your neighbour again", "is there any news on my case {n}?",
    "court is listed for {n} July at ten", "please keep a note of what happens", "I have sent the photos, {n} of them",
    "no need to worry, it is in hand", "the crime number is {n}, keep it safe", "he was outside again last night",
    "can you come to the front counter at {n}", "thank you for taking my call today", "your appointment is at {n} on Monday",
    "the officer in the case is away until {n}", "I left a message with your colleague", "victim support will ring you this week",
    "we could not reach you on the number given", "please reply with your date of birth", "there is CCTV from shop number {n}",
)  # fmt: skip
_ENDINGS = (".", ".", ".", ".", "", "", "", "!", " thanks", " thank you", " regards", " kind regards", " speak soon", " ok")


def _listed(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


def _part(words: tuple[str, ...], salt: str) -> str:
    return f"{_listed(words)}[1 + CAST(hash(i, '{salt}') % {len(words)} AS INTEGER)]"


# One message in twenty-five ends in a kiss, one in four hundred holds a pet name: habits of the member more than of the pair.
_KISS = "CASE WHEN hash(member_no, 'kisses') % 100 < 10 AND hash(i, 'kiss') % 100 < 40 THEN ' x' ELSE '' END"
_PET = "CASE WHEN hash(i, 'pet') % 400 = 0 THEN ', hun' ELSE '' END"
_BODY = f"replace({_part(_MIDDLES, 'middle')}, '{{n}}', CAST(hash(i, 'n') % 9973 AS VARCHAR))"
TEXT = f"{_part(_OPENINGS, 'opening')} || {_BODY} || {_PET} || {_part(_ENDINGS, 'ending')} || {_KISS}"
