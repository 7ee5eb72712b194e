"""Draw docs/pictures/leaflet.png: both sides of the trifold for an invented force. Run from the root: python -m docs.pictures.leaflet"""

import io
from pathlib import Path

from PIL import Image

from boundaries.catalogue import load_catalogue
from boundaries.training.leaflet import Force, Format, Layout, Order, make

PICTURE = Path(__file__).with_name("leaflet.png")
FORCE = Force("Example Constabulary", "01632 960000", "concerns@example.police.uk", "https://tell.example.police.uk/")
WIDTH, GAP = 1000, 12


def draw() -> Image.Image:
    """The outside above the inside, as they come from the printer, without a sentence on training: no ledger stands behind it."""
    sides = [Image.open(io.BytesIO(side)) for side in make(load_catalogue(), Order(FORCE, Layout.TRIFOLD, Format.PNG))]
    sides = [side.convert("RGB").resize((WIDTH, WIDTH * side.height // side.width)) for side in sides]
    height = sides[0].height
    sheet = Image.new("RGB", (WIDTH, 2 * height + GAP), "#b1b4b6")
    for place, side in enumerate(sides):
        sheet.paste(side, (0, place * (height + GAP)))
    return sheet.quantize(64)


if __name__ == "__main__":
    draw().save(PICTURE, optimize=True)
