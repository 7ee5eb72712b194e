"""Pictures: drawn anew from their pixels, so that nothing else of the file comes along."""

import io
import warnings
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from boundaries.casework.viewing.seen import Seen, told

MOST_PIXELS = 60_000_000
_SIDE = 2_400
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "MPO")


def image_copy(held: bytes) -> Seen:
    """The facts of a picture and a PNG or JPEG of its pixels; for what is no picture, only that it cannot be shown."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(held), formats=_FORMATS) as opened:
            facts = _facts(opened)
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((_SIDE, _SIDE))
            return _drawn(upright, facts)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Seen(told(note="The picture is too large to be shown."))
    except UnidentifiedImageError:
        return Seen(told(note="Files of this kind are not shown. The original is kept, sealed."))
    except (OSError, ValueError, SyntaxError, MemoryError):
        return Seen(told(note="The picture is damaged and cannot be shown. The original is kept, sealed."))


def _drawn(picture: Image.Image, facts: dict[str, str]) -> Seen:
    """The pixels in a fresh picture, with transparency as PNG and without as JPEG."""
    clear = "A" in picture.getbands() or "transparency" in picture.info
    pixels = picture.convert("RGBA" if clear else "RGB")
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    fresh.save(out, "PNG" if clear else "JPEG", quality=90)
    return Seen(facts, "image/png" if clear else "image/jpeg", out.getvalue())


def _facts(opened: Image.Image) -> dict[str, str]:
    exif = opened.getexif()
    more = exif.get_ifd(ExifTags.IFD.Exif)
    return told(
        kind=opened.format,
        size=f"{opened.width} x {opened.height} pixels",
        taken_at=more.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime),
        camera=" ".join(str(exif.get(tag, "")) for tag in (ExifTags.Base.Make, ExifTags.Base.Model)),
        software=exif.get(ExifTags.Base.Software),
        place=_place(exif.get_ifd(ExifTags.IFD.GPSInfo)),
    )


def _place(gps: dict[int, Any]) -> str:
    """Latitude and longitude in degrees, where the picture tells them."""
    try:
        return ", ".join(
            f"{sum(float(part) / 60**power for power, part in enumerate(gps[where])):.5f} {gps[side]}"
            for where, side in (
                (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef),
                (ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef),
            )
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
