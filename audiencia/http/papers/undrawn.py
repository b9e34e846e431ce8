"""Signs that no font of this machine draws, such as emoji and letters of other scripts: people would see empty boxes."""

import ctypes
import re
import unicodedata
from collections.abc import Callable

LETTERS = re.compile(r'<meta name="undrawn-letters" content="([^"]*)">')
EMOJI, ANY_LETTERS = "[emoji]", "[…]"
JOINERS = "\u200d\ufe0f"
"""Zero width joiner and variation selector: between the parts of one emoji, and behind it."""


def readable(html: str, is_undrawn: Callable[[str], bool]) -> str:
    """The page with words in place of what is not drawn: one for signs, and one, which the page says itself, for letters."""
    undrawn = [one for one in sorted(set(html)) if not one.isascii() and is_undrawn(one)]
    letters = "".join(one for one in undrawn if unicodedata.category(one)[0] in "LMN")
    signs = "".join(one for one in undrawn if one not in letters)
    said = LETTERS.search(html)
    for some, word in ((letters, said[1] if said else ANY_LETTERS), (signs, EMOJI)):
        if some:
            html = word.join(re.split(f"[{re.escape(some)}][{re.escape(some)}{JOINERS}]*", html))
    return html


def by_pango() -> Callable[[str], bool]:
    """Asks Pango, by all fonts of this machine. It loads the library: for the process that lays out papers. Raises `OSError` without it."""
    pango, fonts = ctypes.CDLL("libpango-1.0.so.0"), ctypes.CDLL("libpangoft2-1.0.so.0")
    for make in (fonts.pango_ft2_font_map_new, pango.pango_font_map_create_context, pango.pango_layout_new):
        make.restype = ctypes.c_void_p
    pointer = ctypes.c_void_p
    layout = pointer(
        pango.pango_layout_new(pointer(pango.pango_font_map_create_context(pointer(fonts.pango_ft2_font_map_new()))))
    )

    def is_undrawn(sign: str) -> bool:
        text = sign.encode()
        pango.pango_layout_set_text(layout, text, len(text))
        return int(pango.pango_layout_get_unknown_glyphs_count(layout)) > 0

    return is_undrawn
