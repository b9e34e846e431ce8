"""What a municipality configures, whole: all of `config/*.toml`, what can be asked about it, and what has to go together."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import Line, Model, Text
from audiencia.settings import municipality_checks as checks
from audiencia.settings import municipality_parts as parts
from audiencia.settings.booking_rules import Booking
from audiencia.settings.notification_config import Notices, Sms
from audiencia.settings.petition_rules import Petitions
from audiencia.settings.retention_rules import Retention
from audiencia.settings.rights_rules import Incidents, Processor, Rights
from audiencia.settings.search_rules import Elsewhere, Search
from audiencia.settings.service_rules import Office, Service
from audiencia.settings.sign_in_rules import SignIn
from audiencia.settings.video import Mode, Video


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(_("this time zone is not known")) from error
    return name


class Municipality(Model):
    """All of `config/`."""

    name: Line
    short_name: Line
    program_name: Line
    timezone: Annotated[str, AfterValidator(_known_zone)]
    folio_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}$")]
    colours: parts.Colours
    contact: parts.Contact
    session: parts.SessionWindow
    limits: parts.Limits
    departments: tuple[parts.Department, ...] = Field(min_length=1)
    adjustments: tuple[parts.Adjustment, ...]
    dispositions: tuple[parts.Disposition, ...]
    move_reasons: tuple[parts.MoveReason, ...] = Field(min_length=1)
    priority_reasons: tuple[parts.MoveReason, ...] = Field(min_length=1)
    pause_reasons: tuple[parts.PauseReason, ...] = Field(min_length=1)
    away_reasons: tuple[parts.MoveReason, ...] = Field(min_length=1)
    conduct_reasons: tuple[parts.ConductReason, ...] = Field(min_length=1)
    company: tuple[parts.Companion, ...] = Field(min_length=1)
    emergency: tuple[parts.EmergencyNumber, ...] = Field(min_length=1)
    interpreters: tuple[parts.Interpreter, ...] = ()
    video: Video = Field(default_factory=Video)
    calls: parts.Calls = Field(default_factory=parts.Calls)
    sms: Sms | None = None
    notices: Notices = Field(default_factory=lambda: Notices.model_validate({}))
    expectations: parts.Expectations = Field(default_factory=lambda: parts.Expectations.model_validate({}))
    petitions: Petitions = Field(default_factory=lambda: Petitions.model_validate({}))
    retention: Retention = Field(default_factory=Retention)
    rights: Rights = Field(default_factory=lambda: Rights.model_validate({}))
    processors: tuple[Processor, ...] = ()
    incidents: Incidents = Field(default_factory=lambda: Incidents.model_validate({}))
    embedding: parts.Embedding = Field(default_factory=parts.Embedding)
    licence: parts.Licence = Field(default_factory=parts.Licence)
    sign_in: SignIn = Field(default_factory=SignIn)
    booking: Booking = Field(default_factory=lambda: Booking.model_validate({}))
    openings: tuple[parts.Opening, ...] = ()
    note_templates: tuple[parts.NoteTemplate, ...] = ()
    step_templates: tuple[parts.StepTemplate, ...] = ()
    services: tuple[Service, ...] = ()  # From the files `services/<department>.toml`.
    search: Search = Search()
    elsewhere: tuple[Elsewhere, ...] = ()
    """From `search.toml` and `elsewhere.toml`; the example's where a folder has none."""
    notice: parts.Notice

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        found = chain(
            checks.nothing_twice(self._named()),
            checks.a_window_fits(self.session, self.booking),
            checks.rules_lead_somewhere(self.departments),
            checks.templates_are_of_somebody(self.departments, (*self.note_templates, *self.step_templates)),
            checks.petitions_lead_somewhere(self.departments, self.petitions),
            checks.offices_have_mail(self.departments, self.notices),
            checks.turn_reasons_are_known(self.petitions, self.move_reasons),
            checks.both_outcomes(self.dispositions),
            checks.assistants_are_named(self.company),
            checks.interpreters_help(self.interpreters, self.adjustments),
            checks.groups_lead_somewhere(self.departments, self.sign_in),
        )
        for problem in found:
            raise ValueError(problem)
        return self

    def _named(self) -> dict[str, list[str]]:
        """Where a name may stand only once, and the names that stand there."""
        return {
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
            **{
                f"departments.{one.slug}.topics: slug": [topic.slug for topic in one.topics] for one in self.departments
            },
            "elsewhere: code": [one.code for one in self.elsewhere],
            "services: slug": [f"{one.department}/{one.slug}" for one in self.services],
        }

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)

    def day_of(self, moment: datetime) -> date:
        """The date that the municipality has at this moment."""
        return moment.astimezone(self.zone).date()

    @property
    def public_departments(self) -> tuple[parts.Department, ...]:
        """Those that citizens choose from."""
        return tuple(one for one in self.departments if not one.by_rule)

    def department(self, slug: str) -> parts.Department | None:
        """By its slug; `None` for one that is in the configuration no more."""
        return next((one for one in self.departments if one.slug == slug), None)

    def audience_on(self, day: date) -> parts.SessionWindow | None:
        """The hours of the audience on this day: those said for it, else the weekly ones but for days without work."""
        for one in self.openings:
            if one.day == day:
                return one.window()
        if day.isoweekday() != self.session.weekday or any(one.day == day for one in self.petitions.holidays):
            return None
        return self.session

    def audiences_from(self, day: date) -> Iterator[tuple[date, parts.SessionWindow]]:
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

    def megabytes(self, mode: Mode) -> int:
        """What a minute of a call costs where cameras may send most, without an interpreter: a page stays open from one department to
        another."""
        rooms, video = self.departments, self.video
        director = max(
            one.director_kbits or (video.mayor_kbits if one.by_rule else video.director_kbits) for one in rooms
        )
        return video.megabytes(max(one.citizen_kbits or video.citizen_kbits for one in rooms), director, mode)

    def topic_leads_to(self, department: str, topic: str) -> str | None:
        """The department by rule that attends this topic; `None`: the one it stands under."""
        found = (one for each in self.departments if each.slug == department for one in each.topics)
        return next((one.to for one in found if one.slug == topic), None)

    def attends(self, department: str, topic: str) -> str:
        """The department in whose queue this topic is attended."""
        return self.topic_leads_to(department, topic) or department

    def booked_per_slot(self, department: str) -> int:
        """How many appointments fit into one window of this department."""
        own = self.department(department)
        return self.booking.per_slot if own is None or own.booked_per_slot is None else own.booked_per_slot

    def office(self, department: parts.Department) -> Office:
        """Where this department is found."""
        address = Text(es=self.contact.address, en=self.contact.address)
        return department.office or Office(address=address, hours=self.contact.hours, phone=self.contact.phone)

    @property
    def turn_reasons(self) -> tuple[parts.MoveReason, ...]:
        """For what a case is turned to another department, in the order of the reasons for moving."""
        chosen = self.petitions.turn_reasons
        return tuple(one for one in self.move_reasons if not chosen or one.code in chosen)
