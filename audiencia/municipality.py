"""What a municipality configures: the models of `config/*.toml`. Unknown keys are refused; every text is in both languages."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from audiencia.booking_rules import Booking
from audiencia.petition_rules import Petitions
from audiencia.say import say
from audiencia.service_rules import Office, Service
from audiencia.telling import Address, Notices, Sms
from audiencia.texts import Code, Line, Model, Slug, Text
from audiencia.video import Kbits, Video

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(say("no se conoce esta zona horaria", "this time zone is not known")) from error
    return name


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
    """A number to call instead of waiting in a line, and when it is the one to call."""

    number: Annotated[str, StringConstraints(pattern=r"^[+*#]?\d[\d ]{1,18}\d#?$")]
    name: Text
    when: Text

    @property
    def digits(self) -> str:
        """As it is dialled."""
        return self.number.replace(" ", "")


class Contact(Model):
    """Where people reach the municipality outside of this service."""

    phone: Line
    address: Line
    hours: Text


class SessionWindow(Model):
    """The weekly live opening, in the municipality's time zone. `weekday`: 1 is Monday (ISO 8601)."""

    weekday: int = Field(ge=1, le=7)
    lobby: time
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.lobby <= self.opens < self.closes:
            raise ValueError(
                say("lobby, opens y closes deben ir en este orden", "lobby, opens, closes must be in this order")
            )
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
            raise ValueError(
                say(
                    "indique lobby, opens y closes, o closed = true",
                    "say lobby, opens and closes, or closed = true",
                )
            )
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


class Limits(Model):
    """Terms in the unit that each name says, and caps."""

    answer_seconds: int = Field(90, ge=15, le=600)
    citizen_grace_seconds: int = Field(600, ge=30, le=7200)
    director_grace_seconds: int = Field(60, ge=10, le=1800)
    closing_grace_minutes: int = Field(30, ge=0, le=240)
    queue_cap: int = Field(60, ge=1, le=2000)
    joins_per_address_per_hour: int = Field(300, ge=1)
    ready_seconds: int = Field(60, ge=15, le=600)
    """How long "are you ready?" waits for an answer."""
    minute_seconds: int = Field(60, ge=30, le=300)
    """How much longer a call rings for somebody who asks for a minute."""
    drop_seconds: int = Field(20, ge=5, le=120)
    """How long a citizen may be away in a call before it counts as cut off."""
    reconnect_seconds: int = Field(120, ge=30, le=900)
    """How long a cut-off call is held open before the citizen goes to the front of the line."""
    invite_seconds: int = Field(60, ge=15, le=300)
    """How long another director has to join a call after being asked."""
    knock_seconds: int = Field(45, ge=15, le=300)
    """How long the two of a call have to agree that the mayor, who knocked, comes in."""
    preference_every: int = Field(3, ge=2, le=20)
    """At most every so-many-th call is a preferential person before their seniority."""
    preference_bound: int = Field(3, ge=1, le=20)
    """Nobody is passed by preference more often than this."""
    postponements: int = Field(5, ge=1, le=50)
    """How often somebody can let others pass: each return is told to everybody behind."""
    phone_answer_seconds: int = Field(240, ge=60, le=900)
    """How long a call by telephone may go without "they answered" or "no answer"."""
    phone_away_seconds: int = Field(1800, ge=60, le=7200)
    """How long a director's page may be away while the talk goes on by telephone."""
    further_matters: int = Field(2, ge=0, le=5)
    """How many other matters a citizen may bring up in one visit."""


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
    """The department `by_rule` that attends this topic, in place of the one it stands under."""


class Department(Model):
    """Who attends. `prefix` starts the numbers of its tickets, such as `OP-017`."""

    slug: Slug
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]
    name: Text
    summary: Text
    topics: tuple[Topic, ...] = Field(min_length=1)
    cap: int | None = Field(None, ge=1, le=2000)
    """How many may wait here; the general limit when not said."""
    booked_per_slot: int | None = Field(None, ge=0, le=50)
    """How many appointments fit into one window here, 0: none are given; the general number (`Booking`) when not said."""
    handle_minutes: float | None = Field(None, gt=0, le=120)
    """How long one citizen takes here, as far as is known; the general expectation when not said."""
    ask_for_director: bool = False
    """Whether citizens may ask to be attended by one director of several."""
    by_rule: bool = False
    """Nobody chooses this department: it is not on the public list, and people come into its line by a rule alone."""
    carried_over_times: int | None = Field(None, ge=1, le=20)
    """Whoever was carried over to a later jornada at least so many times comes here; with `by_rule` alone."""
    citizen_kbits: Kbits | None = None
    """What the camera of a citizen of this line may send; the role's cap (`Video`) when not said."""
    director_kbits: Kbits | None = None
    """The same of who attends here, wherever they attend."""
    mail: Address | None = None
    """The department's own mailbox, which is told of cases that are due."""
    office: Office | None = None
    """Where it is found; the municipality's own contact when not said."""


class Adjustment(Model):
    """Something that helps a person to take part; never a condition that the person has.

    `preferential`: it is being attended earlier. `interpreter`: the call cannot go without one who helps with this.
    `picture_first`: what is said is seen, so that the picture goes before the sound.
    """

    code: Code
    label: Text
    preferential: bool = False
    interpreter: bool = False
    picture_first: bool = False


class Interpreter(Model):
    """Somebody who interprets: `helps_with` is the code of the adjustment."""

    code: Code
    helps_with: Code
    name: Text


class PauseReason(Model):
    """Why a room or a queue pauses; `label` is what staff and citizens read."""

    code: Code
    label: Text


class Disposition(Model):
    """The finer kind of an outcome. `follows` tells the citizen what happens next."""

    code: Code
    outcome: Literal["resolved_immediately", "in_process"]
    label: Text
    follows: Text


class MoveReason(Model):
    """Why somebody is moved or put first, or a director is away: `label` for the moderator, `explanation` for that person."""

    code: Code
    label: Text
    explanation: Text


class ConductReason(Model):
    """Why a call is ended for conduct: `label` for who chooses it, `explanation` for whose call it was."""

    code: Code
    label: Text
    explanation: Text


class Companion(Model):
    """Who may be in a director's room beside the director."""

    code: Code
    label: Text


ASSISTANT = "assistant"
"""The code of `company` under which those are listed who assist with an account of their own."""


class Purpose(Model):
    """What data are used for. Without a `required` one the audience itself cannot be given."""

    code: Code
    required: bool
    text: Text
    legal_basis: Text


class Notice(Model):
    """The privacy notice in force: simplified (`short`) and in full, both in Markdown."""

    version: Line
    date: date
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    items: dict[Code, Text] = Field(default_factory=dict)
    """Item of the law (see `audiencia.ops.notice_items`) -> the heading under which the full notice treats it."""
    short: Markdown
    full: Markdown

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical content, in hexadecimal: kept with each consent, so that its text can be proven."""
        return sha256(self.model_dump_json().encode()).hexdigest()


def _rule_problems(department: Department, is_by_rule: Callable[[str], bool]) -> Iterator[str]:
    """What does not go together in the rules about one department, in words."""
    if department.carried_over_times is not None and not department.by_rule:
        yield say("carried_over_times solo va con by_rule = true", "carried_over_times goes with by_rule = true alone")
    if department.by_rule and department.ask_for_director:
        yield say(
            "con by_rule nadie elige: quite ask_for_director", "with by_rule nobody chooses: remove ask_for_director"
        )
    for topic in department.topics:
        if topic.to is None:
            continue
        if department.by_rule:
            yield say(
                f"el tema «{topic.slug}» ya es de un área con by_rule: quite «to»",
                f"the topic «{topic.slug}» is of a department with by_rule already: remove «to»",
            )
        elif not is_by_rule(topic.to):
            yield say(
                f"el tema «{topic.slug}» lleva a «{topic.to}», que no es un área con by_rule = true",
                f"the topic «{topic.slug}» leads to «{topic.to}», which is no department with by_rule = true",
            )


class Embedding(Model):
    """`origins`: whose pages may frame `/widget` and read `/widget.json`, such as `https://www.ejemplo.gob.mx`."""

    origins: tuple[Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?$")], ...] = ()


class Municipality(Model):
    """All of `config/`."""

    name: Line
    short_name: Line
    program_name: Line
    timezone: Annotated[str, AfterValidator(_known_zone)]
    folio_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}$")]
    colours: Colours
    contact: Contact
    session: SessionWindow
    limits: Limits
    departments: tuple[Department, ...] = Field(min_length=1)
    adjustments: tuple[Adjustment, ...]
    dispositions: tuple[Disposition, ...]
    move_reasons: tuple[MoveReason, ...] = Field(min_length=1)
    priority_reasons: tuple[MoveReason, ...] = Field(min_length=1)
    pause_reasons: tuple[PauseReason, ...] = Field(min_length=1)
    away_reasons: tuple[MoveReason, ...] = Field(min_length=1)
    conduct_reasons: tuple[ConductReason, ...] = Field(min_length=1)
    company: tuple[Companion, ...] = Field(min_length=1)
    emergency: tuple[EmergencyNumber, ...] = Field(min_length=1)
    interpreters: tuple[Interpreter, ...] = ()
    video: Video = Field(default_factory=Video)
    sms: Sms | None = None
    notices: Notices = Field(default_factory=lambda: Notices.model_validate({}))
    expectations: Expectations = Field(default_factory=lambda: Expectations.model_validate({}))
    petitions: Petitions = Field(default_factory=lambda: Petitions.model_validate({}))
    embedding: Embedding = Field(default_factory=Embedding)
    booking: Booking = Field(default_factory=lambda: Booking.model_validate({}))
    openings: tuple[Opening, ...] = ()
    note_templates: tuple[NoteTemplate, ...] = ()
    step_templates: tuple[StepTemplate, ...] = ()
    services: tuple[Service, ...] = ()
    """Of the files `services/<department>.toml`."""
    notice: Notice

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        named: dict[str, list[str]] = {
            "departments: slug": [one.slug for one in self.departments],
            "departments: prefix": [one.prefix for one in self.departments],
            "adjustments: code": [one.code for one in self.adjustments],
            "dispositions: code": [one.code for one in self.dispositions],
            "move_reasons: code": [one.code for one in self.move_reasons],
            "priority_reasons: code": [one.code for one in self.priority_reasons],
            "pause_reasons: code": [one.code for one in self.pause_reasons],
            "away_reasons: code": [one.code for one in self.away_reasons],
            "conduct_reasons: code": [one.code for one in self.conduct_reasons],
            "company: code": [one.code for one in self.company],
            "emergency: number": [one.digits for one in self.emergency],
            "interpreters: code": [one.code for one in self.interpreters],
            "openings: day": [one.day.isoformat() for one in self.openings],
            "note_templates: code": [one.code for one in self.note_templates],
            "step_templates: code": [one.code for one in self.step_templates],
            "notice.purposes: code": [one.code for one in self.notice.purposes],
        }
        named |= {
            f"departments.{one.slug}.topics: slug": [topic.slug for topic in one.topics] for one in self.departments
        }
        named["services: slug"] = [f"{one.department}/{one.slug}" for one in self.services]
        for where, values in named.items():
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(say(f"{where} «{twice[0]}» está dos veces", f"{where} «{twice[0]}» is there twice"))
        return self

    @property
    def public_departments(self) -> tuple[Department, ...]:
        """Those that citizens choose from."""
        return tuple(one for one in self.departments if not one.by_rule)

    def department(self, slug: str) -> Department | None:
        """By its slug; `None` for one that is in the configuration no more."""
        return next((one for one in self.departments if one.slug == slug), None)

    def audience_on(self, day: date) -> SessionWindow | None:
        """The hours of the audience on this day: those said for it, else the weekly ones but for days without work."""
        for one in self.openings:
            if one.day == day:
                return one.window()
        if day.isoweekday() != self.session.weekday or any(one.day == day for one in self.petitions.holidays):
            return None
        return self.session

    def audiences_from(self, day: date) -> Iterator[tuple[date, SessionWindow]]:
        """The audiences from this day on, within the next year."""
        for later in range(366):
            hours = self.audience_on(day + timedelta(days=later))
            if hours is not None:
                yield day + timedelta(days=later), hours

    def next_audience(self, day: date) -> date:
        """The day of the first audience from this one on; of the weekly ones when a whole year was called off."""
        found = next((one for one, _hours in self.audiences_from(day)), None)
        return found or day + timedelta(days=(self.session.weekday - day.isoweekday()) % 7)

    def is_seen(self, adjustment: str | None) -> bool:
        """Whether what is said with this adjustment is seen (`picture_first`)."""
        return any(one.picture_first for one in self.adjustments if one.code == adjustment)

    def is_by_rule(self, department: str) -> bool:
        """Whether nobody chooses this one."""
        return any(one.by_rule for one in self.departments if one.slug == department)

    def topic_leads_to(self, department: str, topic: str) -> str | None:
        """The department by rule that attends this topic; `None`: the one it stands under."""
        found = (one for each in self.departments if each.slug == department for one in each.topics)
        return next((one.to for one in found if one.slug == topic), None)

    def attends(self, department: str, topic: str) -> str:
        """The department in whose line this topic is attended."""
        return self.topic_leads_to(department, topic) or department

    def booked_per_slot(self, department: str) -> int:
        """How many appointments fit into one window of this department."""
        own = self.department(department)
        return self.booking.per_slot if own is None or own.booked_per_slot is None else own.booked_per_slot

    @model_validator(mode="after")
    def _a_window_fits(self) -> Self:
        hours = self.session
        minutes = (hours.closes.hour - hours.opens.hour) * 60 + hours.closes.minute - hours.opens.minute
        if self.booking.per_slot and self.booking.slot_minutes > minutes:
            raise ValueError(
                say(
                    "booking.slot_minutes: no cabe ni un horario entre opens y closes",
                    "booking.slot_minutes: no window fits between opens and closes",
                )
            )
        return self

    @model_validator(mode="after")
    def _rules_lead_somewhere(self) -> Self:
        if not self.public_departments:
            raise ValueError(
                say(
                    "departments: al menos una debe poder elegirse (sin by_rule)",
                    "departments: at least one must be open to choose (without by_rule)",
                )
            )
        for one in self.departments:
            for problem in _rule_problems(one, self.is_by_rule):
                raise ValueError(f"departments.{one.slug}: {problem}")
        if sum(one.carried_over_times is not None for one in self.departments) > 1:
            raise ValueError(
                say(
                    "departments: solo una puede tener carried_over_times",
                    "departments: only one can have carried_over_times",
                )
            )
        return self

    @model_validator(mode="after")
    def _templates_are_of_somebody(self) -> Self:
        known = {one.slug for one in self.departments}
        templates: tuple[NoteTemplate | StepTemplate, ...] = (*self.note_templates, *self.step_templates)
        for one in templates:
            if one.department is not None and one.department not in known:
                raise ValueError(
                    say(
                        f"la plantilla «{one.code}» es de «{one.department}», que no es un área",
                        f"the template «{one.code}» is of «{one.department}», which is no department",
                    )
                )
        return self

    def office(self, department: Department) -> Office:
        """Where this department is found."""
        address = Text(es=self.contact.address, en=self.contact.address)
        return department.office or Office(address=address, hours=self.contact.hours, phone=self.contact.phone)

    @model_validator(mode="after")
    def _complaints_lead_somewhere(self) -> Self:
        to = self.petitions.complaints_to
        if to is not None and self.department(to) is None:
            raise ValueError(
                say(
                    f"petitions.complaints_to: no hay un área «{to}»",
                    f"petitions.complaints_to: there is no department «{to}»",
                )
            )
        return self

    @model_validator(mode="after")
    def _readiness_leads_somewhere(self) -> Self:
        to = self.notices.readiness_to
        own = None if to is None else self.department(to)
        if to is not None and (own is None or own.mail is None):
            raise ValueError(
                say(
                    f"notices.readiness_to: no hay un área «{to}» con correo (mail)",
                    f"notices.readiness_to: there is no department «{to}» with an address (mail)",
                )
            )
        return self

    @model_validator(mode="after")
    def _turn_reasons_are_known(self) -> Self:
        for one in sorted(set(self.petitions.turn_reasons) - {known.code for known in self.move_reasons}):
            raise ValueError(
                say(
                    f"petitions.turn_reasons: no hay un motivo «{one}» en move_reasons",
                    f"petitions.turn_reasons: there is no reason «{one}» in move_reasons",
                )
            )
        return self

    @property
    def turn_reasons(self) -> tuple[MoveReason, ...]:
        """For what a case is turned to another department, in the order of the reasons for moving."""
        chosen = self.petitions.turn_reasons
        return tuple(one for one in self.move_reasons if not chosen or one.code in chosen)

    @model_validator(mode="after")
    def _both_outcomes(self) -> Self:
        missing = {"resolved_immediately", "in_process"} - {one.outcome for one in self.dispositions}
        if missing:
            one = min(missing)
            raise ValueError(say(f"dispositions: falta el resultado «{one}»", f"dispositions: no outcome «{one}»"))
        return self

    @model_validator(mode="after")
    def _assistants_are_named(self) -> Self:
        if all(one.code != ASSISTANT for one in self.company):
            raise ValueError(say(f"company: falta «{ASSISTANT}»", f"company: «{ASSISTANT}» is missing"))
        return self

    @model_validator(mode="after")
    def _interpreters_help(self) -> Self:
        needed = {one.code for one in self.adjustments if one.interpreter}
        for one in self.interpreters:
            if one.helps_with not in needed:
                raise ValueError(
                    say(
                        f"interpreters: «{one.helps_with}» no es una adaptación con interpreter = true",
                        f"interpreters: «{one.helps_with}» is no adjustment with interpreter = true",
                    )
                )
        return self
