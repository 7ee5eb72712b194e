"""What a leaflet may be made as: layouts, formats, languages."""

from enum import StrEnum


class Layout(StrEnum):
    """How the words are laid out, and for whom."""

    TRIFOLD = "trifold"
    A5 = "a5"
    POSTER = "poster"
    LARGE_PRINT = "large-print"
    EASY_READ = "easy-read"
    PLAIN = "plain"
    PARTNER_PACK = "partner-pack"

    @property
    def template(self) -> str:
        """The file that lays it out."""
        return self.value.replace("-", "_") + ".typ"


class Format(StrEnum):
    """The kind of file; HTML and text flow, so that there the layout only chooses the words."""

    PDF = "pdf"
    HTML = "html"
    TXT = "txt"
    PNG = "png"


class Language(StrEnum):
    """English or Welsh."""

    ENGLISH = "en"
    WELSH = "cy"
