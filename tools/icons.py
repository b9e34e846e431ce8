"""Draws the icons of the installed application from their SVG sources.

python -m tools.icons [FOLDER]   web/icons/*.png, after a change of web/icons/*.svg; or into that folder
"""

import base64
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

SOURCES = Path(__file__).resolve().parent.parent / "web" / "icons"
ICONS = {"icon-192": ("icon", 192), "icon-512": ("icon", 512), "maskable-512": ("maskable", 512)}
"""File: its source, and its width and height in pixels."""
PAGE = """<style>@page {{ size: 512px; margin: 0 }} html, body {{ margin: 0 }} img {{ display: block; width: 512px }}</style>
<img src="data:image/svg+xml;base64,{source}">"""
DRAWN_AT = 4
"""Drawn larger and made smaller: the edges are smooth."""
CLEAR = (0, 0, 0, 0)


def draw(source: Path, side: int) -> Image.Image:
    """The picture in a square of `side` pixels."""
    # Not at import: weasyprint tells Pillow, for the whole process, to take pictures that are cut off.
    import pypdfium2
    import weasyprint

    paper = weasyprint.HTML(string=PAGE.format(source=base64.b64encode(source.read_bytes()).decode())).write_pdf()
    page = pypdfium2.PdfDocument(paper)[0]
    large: Image.Image = page.render(
        scale=DRAWN_AT * side / page.get_width(), fill_color=CLEAR, maybe_alpha=True
    ).to_pil()
    return large.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS)


def png(name: str) -> bytes:
    """The file of one icon; at most 64 colours, which halves it."""
    source, side = ICONS[name]
    drawn, kept = draw(SOURCES / f"{source}.svg", side), io.BytesIO()
    whole = source == "maskable"  # nothing of it is clear
    method = Image.Quantize.MEDIANCUT if whole else Image.Quantize.FASTOCTREE
    drawn.convert("RGB" if whole else "RGBA").quantize(64, method=method).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Writes them; gives the exit code."""
    folder = Path(arguments[0]) if arguments else SOURCES
    for name in ICONS:
        (folder / f"{name}.png").write_bytes(png(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
