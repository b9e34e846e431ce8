"""The parts of what a municipality configures: the models of the tables in `config/*.toml`. Unknown keys are refused; every text is
in both languages."""

from datetime import date, time
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import PREFIX, Code, Line, Model, Slug, Text
from audiencia.settings.notification_config import Address
from audiencia.settings.service_rules import Office
from audiencia.settings.video import Kbits

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


class Markdown(Model):
    """A longer text in the two languages."""

    es: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Colours(Model):
    """Colours of the pages; `*_ink` is written upon the colour of the same name."""

    brand: Colour
    brand_ink: Colour
    accent: Colour
    accent_ink: Colour


class EmergencyNumber(Model):
    """A number to call instead of waiting in a queue, and when it is the one to call."""

    number: Annotated[str, StringConstraints(pattern=r"^[+*#]?\d[\d ]{1,18}\d#?$")]
    name: Text
    when: Text

    @property
    def digits(self) -> str:
        """The number as it is dialled, without spaces."""
        return self.number.replace(" ", "")


class Contact(Model):
    """Where people reach the municipality outside of this service."""

    phone: Line
    address: Line
    hours: Text
    security: Annotated[str, StringConstraints(pattern=r"^(mailto:|https://|tel:)\S+$")] | None = None
    """Whom to tell of a hole in this service, for `/.well-known/security.txt`."""


class SessionWindow(Model):
    """The weekly live opening, in the municipality's time zone. `weekday`: 1 is Monday (ISO 8601)."""

    weekday: int = Field(ge=1, le=7)
    lobby: time
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.lobby <= self.opens < self.closes:
            raise ValueError(_("lobby, opens, closes must be in this order"))
        return self


class Opening(Model):
    """One day unlike the others: an audience on it at these hours, or none (`closed`), whatever the weekly window says."""

    day: date
    why: Text
    closed: bool = False
    lobby: time | None = None
    opens: time | None = None
    closes: time | None = None

    @model_validator(mode="after")
    def _hours_or_none(self) -> Self:
        hours = (self.lobby, self.opens, self.closes)
        if self.closed == any(hours) or (not self.closed and not all(hours)):
            raise ValueError(_("say lobby, opens and closes, or closed = true"))
        self.window()
        return self

    def window(self) -> SessionWindow | None:
        """Its hours; `None` when there is no audience."""
        if self.lobby is None or self.opens is None or self.closes is None:
            return None
        return SessionWindow(weekday=self.day.isoweekday(), lobby=self.lobby, opens=self.opens, closes=self.closes)


class NoteTemplate(Model):
    """A text that a director begins the internal note with. Without a `department` it is offered in all of them."""

    code: Code
    label: Line
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    department: Slug | None = None


Part = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class StepTemplate(Model):
    """A next step that a director hands over without typing it. Without a `department` it is offered in all of them."""

    code: Code
    label: Line
    step: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    requirement: Part = ""
    cost: Part = ""
    place: Part = ""
    department: Slug | None = None


class Calls(Model):
    """`encryption`: pages that can seal what they send for the others of the call alone."""

    encryption: bool = True


class Limits(Model):
    """Terms in the unit that each name says, and caps."""

    answer_seconds: int = Field(90, ge=15, le=600)
    citizen_grace_seconds: int = Field(600, ge=30, le=7200)
    director_grace_seconds: int = Field(60, ge=10, le=1800)
    closing_grace_minutes: int = Field(30, ge=0, le=240)
    queue_cap: int = Field(60, ge=1, le=2000)
    joins_per_address_per_hour: int = Field(300, ge=1)
    connections_per_address: int = Field(1000, ge=20)
    """Connections at once, and live sockets at once: 300 people of one mobile operator, with three each."""
    ready_seconds: int = Field(60, ge=15, le=600)  # How long "are you ready?" waits for an answer.
    minute_seconds: int = Field(60, ge=30, le=300)  # How much longer a call rings for somebody who asks for a minute.
    drop_seconds: int = Field(20, ge=5, le=120)  # How long a citizen may be away in a call before it counts as cut off.
    reconnect_seconds: int = Field(120, ge=30, le=900)
    """How long a cut-off call is held open before the citizen goes to the front of the queue."""
    invite_seconds: int = Field(60, ge=15, le=300)  # How long another director has to join a call after being asked.
    knock_seconds: int = Field(45, ge=15, le=300)
    """How long the two of a call have to agree that the mayor, who knocked, comes in."""
    preference_every: int = Field(3, ge=2, le=20)
    """At most every so-many-th call is a preferential person before their seniority."""
    preference_bound: int = Field(3, ge=1, le=20)  # Nobody is passed by preference more often than this.
    postponements: int = Field(5, ge=1, le=50)
    """How often somebody can let others pass: each return is told to everybody behind."""
    phone_answer_seconds: int = Field(240, ge=60, le=900)
    """How long a call by telephone may go without "they answered" or "no answer"."""
    phone_away_seconds: int = Field(1800, ge=60, le=7200)
    """How long a director's page may be away while the talk goes on by telephone."""
    further_matters: int = Field(2, ge=0, le=5)  # How many other matters a citizen may bring up in one visit.


class Expectations(Model):
    """What is taken for true of a day before it shows: mean time that a room is taken by one citizen, its coefficient of
    variation, how many attentions that belief is worth, and how long people are ready to wait (mean)."""

    handle_minutes: float = Field(8, gt=0, le=120)
    handle_cv: float = Field(0.7, gt=0, le=3)
    worth: float = Field(6, ge=1, le=500)
    patience_minutes: float = Field(60, gt=0, le=600)


class Topic(Model):
    """What a citizen chooses; it decides the department."""

    slug: Slug
    name: Text
    to: Slug | None = None
    """The department `by_rule` that attends this topic in place of the one it stands under, about which it is a complaint."""


class Department(Model):
    """Who attends. `prefix` starts the numbers of its tickets, such as `OP-017`."""

    slug: Slug
    prefix: Annotated[str, StringConstraints(pattern=f"^{PREFIX.pattern}$")]
    name: Text
    summary: Text
    topics: tuple[Topic, ...] = Field(min_length=1)
    cap: int | None = Field(None, ge=1, le=2000)  # How many may wait here; the general limit when not said.
    booked_per_slot: int | None = Field(None, ge=0, le=50)
    """How many appointments fit into one window here, 0: none are given; the general number (`Booking`) when not said."""
    handle_minutes: float | None = Field(None, gt=0, le=120)
    """How long one citizen takes here, as far as is known; the general expectation when not said."""
    ask_for_director: bool = False  # Whether citizens may ask to be attended by one director of several.
    by_rule: bool = False
    """Nobody chooses this department: it is not on the public list, and people come into its queue by a rule alone."""
    carried_over_times: int | None = Field(None, ge=1, le=20)
    """Whoever was carried over to a later jornada at least so many times comes here; with `by_rule` alone."""
    citizen_kbits: Kbits | None = None
    """What the camera of a citizen of this queue may send; the role's cap (`Video`) when not said."""
    director_kbits: Kbits | None = None  # What the camera of who attends here may send, wherever they attend.
    mail: Address | None = None  # The department's own mailbox, which is told of cases that are due.
    office: Office | None = None  # Where it is found; the municipality's own contact when not said.


class Labelled(Model):
    """One of a list; `label` is what staff and citizens read."""

    code: Code
    label: Text


class Explained(Labelled):
    """`label` is for who chooses it, `explanation` for whom it is about."""

    explanation: Text


class Adjustment(Labelled):
    """Something that helps a person to take part; never a condition that the person has.
    `preferential`: it is being attended earlier. `interpreter`: the call cannot go without one who helps with this.
    `picture_first`: what is said is seen, so that the picture goes before the sound."""

    preferential: bool = False
    interpreter: bool = False
    picture_first: bool = False


class Interpreter(Model):
    """Somebody who interprets: `helps_with` is the code of the adjustment."""

    code: Code
    helps_with: Code
    name: Text


class PauseReason(Labelled):
    """Why a room or a queue pauses."""


class Disposition(Model):
    """The finer kind of an outcome. `follows` tells the citizen what happens next; `needs_date`: that a step has the date of it."""

    code: Code
    outcome: Literal["resolved_immediately", "in_process"]
    label: Text
    follows: Text
    needs_date: bool = False


class MoveReason(Explained):
    """Why somebody is moved or put first, or a director is away."""


class ConductReason(Explained):
    """Why a call is ended for conduct."""


class Companion(Labelled):
    """Who may be in a director's room beside the director."""


ASSISTANT = "assistant"  # The code of `company` under which those are listed who assist with an account of their own.


class Purpose(Model):
    """What data are used for. Without a `required` one the audience itself cannot be given."""

    code: Code
    required: bool
    text: Text
    legal_basis: Text

    @field_validator("code")
    @classmethod
    def _is_free(cls, code: str) -> str:
        """`guardian` is the code under which the consent of a minor's parent or guardian is kept."""
        if code == "guardian":
            raise ValueError("guardian: this code is that of the authorisation of minors")
        return code


class Notice(Model):
    """The privacy notice in force: simplified (`short`) and in full, both in Markdown."""

    version: Line
    date: date
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    contact_purposes: tuple[Code, ...] = ()
    """Who consented to one of these may be telephoned about their matter, also when they did not ask for notices."""
    items: dict[Code, Text] = Field(default_factory=dict)
    """Item of the law (see `audiencia.operations.checks.notice_items`) -> the heading under which the full notice treats it."""
    short: Markdown
    full: Markdown

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical content, in hexadecimal: kept with each consent, so that its text can be proven.
        What nobody reads in it is no part of it."""
        return sha256(self.model_dump_json(exclude={"contact_purposes"}).encode()).hexdigest()

    @model_validator(mode="after")
    def _contact_is_agreed_to(self) -> Self:
        """A purpose that everybody has to accept is no consent to being contacted."""
        free = {one.code for one in self.purposes if not one.required}
        if wrong := sorted(set(self.contact_purposes) - free):
            raise ValueError(f"contact_purposes: {', '.join(wrong)} is no purpose with a consent of its own")
        return self


class Licence(Model):
    """Under which the published figures may be used; `name` as SPDX writes it."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.+-]{2,60}$")] = "CC-BY-4.0"
    title: Line = "Creative Commons Atribución 4.0 Internacional"
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] = (
        "https://creativecommons.org/licenses/by/4.0/deed.es"
    )


class Embedding(Model):
    """`origins`: whose pages may frame `/widget` and read `/widget.json`, such as `https://www.ejemplo.gob.mx`."""

    origins: tuple[Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?$")], ...] = ()
