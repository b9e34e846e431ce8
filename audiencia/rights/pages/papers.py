"""The papers that the law asks for: as pages, as PDF and, where they are lists, as CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.core.gettext_mark import N_
from audiencia.db.connection import now_of
from audiencia.http import render, spreadsheets
from audiencia.http.papers import sheet
from audiencia.http.site import site_of
from audiencia.rights.pages import paper_sections as sections
from audiencia.rights.pages.paper_sections import Section, Sources
from audiencia.rights.use_cases import transfers

PAGE = "/datos-personales/documentos"


@dataclass(frozen=True, slots=True)
class Paper:
    """`listed`: its first table is also given as CSV; `of_record`: it lists entries of the record of accesses."""

    title: str
    about: str
    make: Callable[[Sources], Sequence[Section]]
    listed: bool = False
    of_record: bool = False


PAPERS: Mapping[str, Paper] = {
    "inventario": Paper(
        N_("Inventory of personal data"),
        N_("Which data are processed for what, how long, and who reads them."),
        sections.inventory,
        True,
    ),
    "seguridad": Paper(
        N_("Security document"), N_("Measures, roles and what each may open (arts. 48–50)."), sections.security
    ),
    "encargados": Paper(
        N_("List of processors"),
        N_("Who processes data for the municipality (arts. 58–66)."),
        sections.processors,
        True,
    ),
    "transferencias": Paper(
        N_("Record of transfers"),
        N_("What was read of blocked data for courts and authorities."),
        sections.transfers,
        True,
        of_record=True,
    ),
    "impacto": Paper(
        N_("Impact evaluation (draft)"),
        N_("What the service knows is filled in; the municipality judges the rest."),
        sections.impact,
    ),
}


async def show(request: web.Request) -> web.Response:
    """The list of papers."""
    return render.page(request, "rights/papers.html", papers=PAPERS)


async def show_one(request: web.Request) -> web.Response:
    """One paper with the present data."""
    name, paper, made = await _made(request)
    return render.page(request, "rights/paper.html", name=name, paper=paper, sections=made)


async def pdf(request: web.Request) -> web.Response:
    """On paper. Raises `Unavailable`."""
    name, paper, made = await _made(request)
    async with site_of(request).context.database.read() as conn:
        now = await now_of(conn)
    return await sheet.pdf(request, "rights/paper_pdf.html", f"{name}.pdf", paper=paper, sections=made, now=now)


async def table(request: web.Request) -> web.Response:
    """The first table of a paper as CSV. Raises `NotFound` for a paper that is no list."""
    name, paper, made = await _made(request)
    if not paper.listed:
        raise NotFound(Code.NOT_FOUND)
    return spreadsheets.file(f"{name}.csv", made[0].head, made[0].rows)


async def _made(request: web.Request) -> tuple[str, Paper, Sequence[Section]]:
    name, site = request.match_info["paper"], site_of(request)
    if name not in PAPERS:
        raise NotFound(Code.NOT_FOUND)
    paper = PAPERS[name]
    made = await transfers.made(site.context) if paper.of_record else ()
    sources = Sources(site.context, render.words_of(request), site.matrix, made)
    return name, paper, paper.make(sources)
