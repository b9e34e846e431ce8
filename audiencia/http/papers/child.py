"""The process that lays out a paper: HTML from standard input, PDF to standard output. It fetches nothing."""

import os
import sys
from typing import NoReturn

from audiencia.core.imports import without_collector
from audiencia.http.confined import jail
from audiencia.http.papers import undrawn

MEMORY = 1_500_000_000
SECONDS = 20


def main() -> None:
    """Fonts are read from the system while it works, so its doors stay open for files; it has no network."""
    jail.enter(memory=MEMORY, seconds=SECONDS)
    give(laid_out(given(), pdf_variant="pdf/ua-1", pdf_tags=True))


def given() -> str:
    """The page."""
    return sys.stdin.buffer.read().decode("utf-8")


def laid_out(html: str, **options: object) -> bytes:
    """The page as PDF. WeasyPrint is imported once the process is confined."""
    with without_collector():
        import weasyprint

    def fetch(url: str, *_: object, **__: object) -> object:
        if url.startswith("data:image/"):
            return weasyprint.default_url_fetcher(url)
        raise ValueError("papers are whole in themselves")

    html = undrawn.readable(html, undrawn.by_pango())
    made: bytes = weasyprint.HTML(string=html, url_fetcher=fetch, base_url="about:blank").write_pdf(**options)
    return made


def give(made: bytes) -> NoReturn:
    """To whoever started this process, which then ends at once.
    Pango keeps a thread for fonts. Ended in the usual way, the interpreter unloads the library under that thread, which now and
    then is a segmentation fault: the paper was made, and counted as failed."""
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
