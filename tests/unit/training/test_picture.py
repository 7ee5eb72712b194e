"""The picture of the leaflet in the documents is the leaflet as it is made today."""

import pytest
import typst
from PIL import Image, ImageChops, ImageStat

from docs.pictures.leaflet import PICTURE, draw


def test_the_picture_shows_the_leaflet_as_it_is() -> None:
    if "DejaVu Sans" not in typst.Fonts().families():
        pytest.skip("drawn with DejaVu Sans, which is not here")
    drawn, kept = draw().convert("RGB"), Image.open(PICTURE).convert("RGB")
    assert drawn.size == kept.size
    difference = ImageChops.difference(drawn, kept)
    assert max(ImageStat.Stat(difference).mean) < 1, "run python -m docs.pictures.leaflet"
    assert len(drawn.getcolors(100_000) or []) > 30, "something is drawn"
