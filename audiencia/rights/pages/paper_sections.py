"""The papers that the law asks for, as titles, paragraphs and tables: of configuration, schema, matrix and record, each time anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.http.staff_pages import navigation
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.inventory import PROCESSINGS, Processing, kinds_of, readers_of, tables_of
from audiencia.rights.domain.measures import MEASURES
from audiencia.rights.pages import record_words
from audiencia.runtime.context import AppContext
from audiencia.settings.retention_rules import Blocked, Kept
from audiencia.staff.matrix import Matrix
from audiencia.staff.roles import STAFF_ROLES, Role

if TYPE_CHECKING:
    from audiencia.rights.store.transfers_sql import HandedOver

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper. `head`: of its table, which `rows` fill; `empty`: said instead of a table without rows."""

    title: str
    paragraphs: Sequence[str] = ()
    head: Row = ()
    rows: Sequence[Row] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """What papers are made of. `transfers`: of the paper that lists them alone; `say`: into the reader's language."""

    context: AppContext
    words: Words
    matrix: Matrix
    transfers: "Sequence[HandedOver]"

    @property
    def say(self) -> Callable[[str], str]:
        """The translation of a message id."""
        return self.words.gettext

    def days(self, term: Kept | Blocked) -> str:
        """How long a kind of record is kept, and why."""
        kept = self.say(N_("Kept %(days)s days")) % {"days": term.keep_days} if isinstance(term, Kept) else ""
        blocked = self.say(N_("blocked %(days)s days")) % {"days": term.block_days} if isinstance(term, Blocked) else ""
        return f"{', '.join(one for one in (kept, blocked) if one)}. {self.words.text(term.ground)}"


def inventory(from_: Sources) -> list[Section]:
    """Which data are processed for what, whose they are, how long they are kept, who reads them."""
    say = from_.say
    head = [
        say(one)
        for one in (
            N_("Processing"), N_("What for"), N_("Whose"), N_("From whom"), N_("Personal data"), N_("Sensitive"), N_("Kept"),
            N_("Who reads them"), N_("Tables"),
        )
    ]  # fmt: skip
    return [
        Section(say(N_("Processings")), head=head, rows=[_processing(from_, one) for one in PROCESSINGS]),
        Section(
            say(N_("Purposes of the privacy notice")),
            head=[say(N_("Purpose")), say(N_("Ground")), say(N_("Needed"))],
            rows=[
                (
                    from_.words.text(one.text),
                    from_.words.text(one.legal_basis),
                    say(N_("Yes")) if one.required else say(N_("No: by consent")),
                )
                for one in from_.context.municipality.notice.purposes
            ],
        ),
    ]


def _processing(from_: Sources, processing: Processing) -> Row:
    say, one, kinds = from_.say, PROCESSINGS[processing], kinds_of(processing)
    terms = from_.context.municipality.retention
    kept = [from_.days(getattr(terms, kind)) for kind in one.kept]
    return (
        say(one.name),
        say(one.purpose),
        say(one.whose),
        say(one.origin),
        "; ".join(say(kind.says) for kind in kinds),
        say(N_("Yes")) if DataKind.ADJUSTMENTS in kinds else say(N_("No")),
        "\n".join([*kept, *([say(one.otherwise) + "."] if one.otherwise else [])]),
        ", ".join(record_words.role(from_.words, role) for role in readers_of(from_.matrix, processing))
        or say(N_("Nobody: the service by itself")),
        ", ".join(tables_of(processing)),
    )


def security(from_: Sources) -> list[Section]:
    """Measures, roles and what each may open (arts. 48-50)."""
    say = from_.say
    roles = [one for one in Role if one in STAFF_ROLES]
    return [
        Section(
            say(N_("Level of security")),
            [say(N_("What people say counts as the high level: it is encrypted, and each reading is on record."))],
        ),
        Section(
            say(N_("Measures")),
            head=[say(N_("Article")), say(N_("Measure"))],
            rows=[(_article(from_, at), say(text)) for at, text in MEASURES.items()],
        ),
        Section(
            say(N_("Roles, and the pages that each may open")),
            head=[say(N_("Role")), say(N_("Pages"))],
            rows=[
                (
                    record_words.role(from_.words, one),
                    ", ".join(say(place.name) for place in navigation.places(from_.matrix, one)),
                )
                for one in roles
            ],
        ),
        *inventory(from_)[:1],
        Section(
            say(N_("Signing in")),
            [
                say(N_("These roles sign in with a second step: %(roles)s."))
                % {
                    "roles": ", ".join(
                        record_words.role(from_.words, one) for one in from_.context.municipality.sign_in.second_step
                    )
                }
            ],
        ),
    ]


def _article(from_: Sources, place: str) -> str:
    return place.split(":", 1)[0] if place.startswith("Art.") else from_.say(N_("Art. 38–44"))


def processors(from_: Sources) -> list[Section]:
    """Who processes data for the municipality: nobody, unless something is configured (arts. 58-66)."""
    say, config = from_.say, from_.context.municipality
    rows = [
        (one.name, from_.words.text(one.service), from_.words.text(one.data), one.contract) for one in config.processors
    ]
    if config.sms is not None:
        data = say(N_("Telephone; a number or folio and the municipality's name"))
        rows.append((urlsplit(config.sms.url).hostname or config.sms.url, say(N_("Sends SMS")), data, ""))
    if "push" in from_.context.channels.on:
        name, data = (
            say(N_("The maker of each person's browser")),
            say(N_("The browser's address; the text is encrypted")),
        )
        rows.append((name, say(N_("Carries notices to the browser")), data, ""))
    return [
        Section(
            say(N_("Processors")),
            [
                say(
                    N_(
                        "Whoever else runs e-mail, backups, TURN or staff accounts for the municipality is added in rights.toml."
                    )
                )
            ],
            head=[say(N_("Name")), say(N_("What they do")), say(N_("Which data")), say(N_("Contract"))],
            rows=rows,
            empty=say(N_("Nobody processes data for the municipality, as far as the configuration tells.")),
        )
    ]


def transfers(from_: Sources) -> list[Section]:
    """What was read of blocked data for courts and authorities, from the record of accesses."""
    say, municipality = from_.say, from_.context.municipality
    moment = from_.words.environment.filters["moment"]
    return [
        Section(
            say(N_("Transfers")),
            [say(N_("What was handed over otherwise is not listed here."))],
            head=[say(N_("When")), say(N_("To whom")), say(N_("About")), say(N_("By"))],
            rows=[
                (
                    moment(one.at),
                    record_words.reason(from_.words, municipality, one.why),
                    f"{one.object_kind} {one.object_id}",
                    one.name,
                )
                for one in from_.transfers
            ],
            empty=say(N_("No blocked data were read for courts or authorities.")),
        )
    ]


def impact(from_: Sources) -> list[Section]:
    """The draft of the impact evaluation: what is known by the service is filled in, the rest is for the municipality to judge."""
    say, config = from_.say, from_.context.municipality
    missing = say(N_("To be completed by the municipality."))
    return [
        Section(
            say(N_("Who is responsible")), [f"{config.name}. {config.contact.address}. {config.contact.phone}", missing]
        ),
        *inventory(from_),
        Section(
            say(N_("Why it is needed, and why not less")),
            [
                say(
                    N_("Only what is needed to attend is asked for; the contact is optional, and no account is needed.")
                ),
                say(N_("Sound and picture are not kept, and screens of the hall show numbers alone.")),
                missing,
            ],
        ),
        Section(
            say(N_("Risks and what is done against them")),
            head=[say(N_("Risk")), say(N_("Measures"))],
            rows=[(say(risk), "; ".join(say(MEASURES[one]) for one in places)) for risk, places in RISKS],
        ),
        *processors(from_),
        Section(say(N_("Opinion of the office of personal data")), [missing]),
    ]


RISKS: Sequence[tuple[str, Sequence[str]]] = (
    (
        N_("Somebody of staff reads what does not concern them"),
        ("Art. 38–44: who may read", "Art. 38–44: each reading on record", "Art. 38–44: reserved complaints"),
    ),
    (
        N_("The database or a copy of it is stolen"),
        ("Art. 38–44: sealed fields", "Security: keys", "Art. 16–17, 101: suppression"),
    ),
    (
        N_("Somebody opens the page or the folio of another person"),
        ("Security: citizens", "Security: limits", "Security: browser"),
    ),
    (
        N_("An account of staff is taken over"),
        ("Security: staff, passwords", "Security: staff, second factor", "Security: staff, passkeys"),
    ),
    (
        N_("Data are kept for longer than needed"),
        ("Art. 16–17, 101: terms of retention", "Art. 16–17, 101: blocking", "Art. 16–17, 101: suppression"),
    ),
    (N_("Published figures tell of one person"), ("Art. 26, 28: minimisation",)),
    (N_("The record is changed to hide something"), ("Art. 16–17, 101: log of changes", "Audit and suppression")),
)
