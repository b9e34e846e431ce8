"""The process that makes a picture: HTML of one page from standard input, PNG to standard output. It fetches nothing."""

from io import BytesIO

from audiencia.http.confined import jail
from audiencia.http.papers.child import MEMORY, SECONDS, give, given, laid_out

PIXELS_PER_POINT = 96 / 72  # CSS counts 96 pixels to the inch, PDF 72 points.


def main() -> None:
    """Letters are laid out as on paper, with the fonts of the system, and the PDF is drawn: it brings its fonts along."""
    jail.enter(memory=MEMORY, seconds=SECONDS)
    import pypdfium2

    document = pypdfium2.PdfDocument(laid_out(given()))
    drawn = document[0].render(scale=PIXELS_PER_POINT).to_pil()
    kept = BytesIO()
    drawn.convert("RGB").save(kept, "PNG", optimize=True)
    give(kept.getvalue())


if __name__ == "__main__":
    main()
