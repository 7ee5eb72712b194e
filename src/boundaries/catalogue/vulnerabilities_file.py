"""Reads `vulnerabilities.toml`: each word of the record contract once, with how soon to act."""

from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import VULNERABILITY_WORDS, Definition, Urgency, Vulnerabilities, Vulnerability
from boundaries.catalogue.wording import public_text


def read_vulnerabilities(entry: Entry, definition: Definition | None) -> Vulnerabilities:
    """Read the file; where the definition could be read, leaflet wording must stand in its paragraph on vulnerability."""
    by_word: dict[str, Vulnerability] = {}
    for one in entry.tables("vulnerability"):
        vulnerability = _vulnerability(one)
        if vulnerability.word and vulnerability.word in by_word:
            one.fault("word", f"'{vulnerability.word}' is there twice")
        if definition and vulnerability.leaflet_wording not in definition.arises_from:
            one.fault("leaflet_wording", "does not stand in the leaflet's paragraph on vulnerability (leaflet.arises_from)")
        by_word[vulnerability.word] = vulnerability
    for word in VULNERABILITY_WORDS:
        if word not in by_word:
            entry.fault("vulnerability", f"'{word}' is missing")
    rule = entry.text("rule")
    entry.close()
    return Vulnerabilities(rule, {word: by_word[word] for word in VULNERABILITY_WORDS if word in by_word})


def _vulnerability(entry: Entry) -> Vulnerability:
    word = entry.text("word")
    if word and word not in VULNERABILITY_WORDS:
        entry.fault("word", f"'{word}' is not a vulnerability of the record contract")
    urgency = entry.text("urgency")
    if urgency and urgency not in tuple(Urgency):
        entry.fault("urgency", f"should be {', '.join(Urgency)}; is '{urgency}'")
    vulnerability = Vulnerability(
        word=word,
        title=public_text(entry, "title"),
        leaflet_wording=entry.text("leaflet_wording") if entry.has("leaflet_wording") else "",
        plain=public_text(entry, "plain"),
        urgency=Urgency(urgency) if urgency in tuple(Urgency) else Urgency.STANDARD,
        why=entry.text("why"),
    )
    entry.close()
    return vulnerability
