"""A photograph drawn anew: turned as it was held, made small enough, in plain colours, without anything else that came with it."""

import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from audiencia.http.uploads.kinds import BadFile, Kind, MediaType, Reason

LONGEST_SIDE = 2048
MOST_PIXELS = 50_000_000
MOST_PIXELS_JPEG = 210_000_000
"""A JPEG is read at a fraction of its size (its own transform allows it), so large ones of new telephones fit."""
MOST_PNG_BYTES = 4 * 1024 * 1024
_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIF: "HEIF"}
_WITH_ALPHA = ("RGBA", "LA", "PA", "La", "RGBa")


def clean(content: bytes, kind: Kind) -> tuple[MediaType, bytes]:
    """The picture as it is seen, as JPEG or PNG. Raises `BadFile`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _written(_plain(content, kind), kind)
    except MemoryError as error:
        raise BadFile(Reason.TOO_MUCH_INSIDE) from error
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, UnidentifiedImageError) as error:
        raise BadFile(Reason.BROKEN) from error


def _plain(content: bytes, kind: Kind) -> Image.Image:
    """Pixels alone, in RGB, RGBA or L."""
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, below, before anything is decoded
    with Image.open(BytesIO(content), formats=(_FORMATS[kind],)) as image:
        if image.width * image.height > (MOST_PIXELS_JPEG if kind is Kind.JPEG else MOST_PIXELS):
            raise BadFile(Reason.TOO_MUCH_INSIDE)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        profile, orientation = image.info.get("icc_profile"), image.getexif()
        drawn = _in_plain_colours(image, profile)
        drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        drawn.getexif().update({0x0112: orientation.get(0x0112, 1)})
        drawn = ImageOps.exif_transpose(drawn)
    return Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())


def _in_plain_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB, or shades of grey. A profile that cannot be used is left out: the colours are then a little off."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in _WITH_ALPHA or "transparency" in image.info:
        return image.convert("RGBA")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            there = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(image, there, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            turned = None
        if turned is not None:
            return turned
    return image.convert("L" if image.mode in ("L", "1") else "RGB")


def _written(image: Image.Image, kind: Kind) -> tuple[MediaType, bytes]:
    if image.mode == "RGBA" or kind is Kind.PNG:
        made = _saved(image, "PNG", compress_level=6)
        if len(made) <= MOST_PNG_BYTES:
            return "image/png", made
        if image.mode == "RGBA":
            on_white = Image.new("RGB", image.size, "white")
            on_white.paste(image, mask=image.getchannel("A"))
            image = on_white
    return "image/jpeg", _saved(image, "JPEG", quality=85, optimize=True)


def _saved(image: Image.Image, name: str, **options: int | bool) -> bytes:
    made = BytesIO()
    image.save(made, name, **options)
    return made.getvalue()
