"""What has to go together in a municipality's configuration: each check gives the problems it finds, in words. Pure.
What pages of the administration can break is said in their words, with the key of the files behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from audiencia.core.cli_text import _, english
from audiencia.core.texts import Text
from audiencia.settings import municipality_parts as parts
from audiencia.settings.booking_rules import Booking
from audiencia.settings.notification_config import Notices
from audiencia.settings.petition_rules import Petitions
from audiencia.settings.sign_in_rules import SignIn


def nothing_twice(named: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """`named`: the place in the files and what may stand there only once."""
    for where, values in named.items():
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            yield _("%(where)s «%(twice)s» is there twice", where=where, twice=twice[0])


def a_window_fits(hours: parts.SessionWindow, booking: Booking) -> Iterator[str]:
    """Where places are booked, one window at least is within the opening hours."""
    minutes = (hours.closes.hour - hours.opens.hour) * 60 + hours.closes.minute - hours.opens.minute
    if booking.per_slot and booking.slot_minutes > minutes:
        yield _("booking.slot_minutes: no window fits between opens and closes")


def rules_lead_somewhere(departments: Sequence[parts.Department]) -> Iterator[str]:
    """Somebody can be chosen, and the rules about departments that nobody chooses fit."""
    by_rule = {one.slug for one in departments if one.by_rule}
    if len(by_rule) == len(departments):
        yield _("people must be able to choose one department at least (without by_rule)")
    for one in departments:
        for problem in _rules_of(one, by_rule):
            yield f"{_named(one.name)} ({one.slug}): {problem}"
    if sum(one.carried_over_times is not None for one in departments) > 1:
        yield _("only one department is that of who was carried over so many times (carried_over_times)")


def _rules_of(department: parts.Department, by_rule: set[str]) -> Iterator[str]:
    if department.carried_over_times is not None and not department.by_rule:
        yield _("carried_over_times goes with by_rule = true alone")
    if department.by_rule and department.ask_for_director:
        yield _("with by_rule nobody chooses: remove ask_for_director")
    for topic in department.topics:
        if topic.to is None:
            continue
        if department.by_rule:
            yield _(
                "nobody chooses this department (by_rule), so no other attends its topic «%(topic)s»: remove that (to)",
                topic=_named(topic.name),
            )
        elif topic.to not in by_rule:
            yield _(
                "its topic «%(topic)s» is attended by «%(to)s» (to), which is no department that nobody chooses (by_rule)",
                topic=_named(topic.name),
                to=topic.to,
            )


def _named(name: Text) -> str:
    return name.en if english() else name.es


def templates_are_of_somebody(
    departments: Sequence[parts.Department], templates: Iterable[parts.NoteTemplate | parts.StepTemplate]
) -> Iterator[str]:
    """A template of one department names one that there is."""
    known = {one.slug for one in departments}
    for one in templates:
        if one.department is not None and one.department not in known:
            yield _(
                "the template «%(label)s» is for «%(department)s», which is no department",
                label=one.label,
                department=one.department,
            )


def petitions_lead_somewhere(departments: Sequence[parts.Department], petitions: Petitions) -> Iterator[str]:
    """The departments that read complaints about public servants, and that oversee the others."""
    known, to = {one.slug for one in departments}, petitions.complaints_to
    if to is not None and to not in known:
        yield _(
            "there is no department «%(to)s», which reads complaints about public servants (petitions.complaints_to)",
            to=to,
        )
    for one in petitions.overseen_by:
        if one not in known:
            yield _("there is no department «%(slug)s», which oversees the others (petitions.overseen_by)", slug=one)


def offices_have_mail(departments: Sequence[parts.Department], notices: Notices) -> Iterator[str]:
    """Offices that are told by e-mail have an address."""
    reached = {one.slug for one in departments if one.mail is not None}
    for name, to in (("readiness_to", notices.readiness_to), ("incidents_to", notices.incidents_to)):
        if to is not None and to not in reached:
            yield _(
                "there is no department «%(to)s» with its own mailbox (mail), which is told by e-mail (notices.%(name)s)",
                to=to,
                name=name,
            )


def turn_reasons_are_known(petitions: Petitions, reasons: Sequence[parts.MoveReason]) -> Iterator[str]:
    """The reasons for turning a case to another department are some of those for moving people."""
    for one in sorted(set(petitions.turn_reasons) - {known.code for known in reasons}):
        yield _("petitions.turn_reasons: there is no reason «%(one)s» in move_reasons", one=one)


def both_outcomes(dispositions: Sequence[parts.Disposition]) -> Iterator[str]:
    """A conversation can end in either way."""
    for one in sorted({"resolved_immediately", "in_process"} - {known.outcome for known in dispositions}):
        yield _("dispositions: no outcome «%(one)s»", one=one)


def assistants_are_named(company: Sequence[parts.Companion]) -> Iterator[str]:
    """Those who assist with an account of their own are among who may be in the room."""
    if all(one.code != parts.ASSISTANT for one in company):
        yield _("company: «%(assistant)s» is missing", assistant=parts.ASSISTANT)


def interpreters_help(
    interpreters: Sequence[parts.Interpreter], adjustments: Sequence[parts.Adjustment]
) -> Iterator[str]:
    """Each helps with an adjustment that needs an interpreter."""
    needed = {one.code for one in adjustments if one.interpreter}
    for one in interpreters:
        if one.helps_with not in needed:
            yield _(
                "interpreters: «%(helps_with)s» is no adjustment with interpreter = true", helps_with=one.helps_with
            )


def groups_lead_somewhere(departments: Sequence[parts.Department], sign_in: SignIn) -> Iterator[str]:
    """Each group of the identity provider that gives a department gives one that is there."""
    slugs = {one.slug for one in departments}
    for one in sign_in.provider.groups if sign_in.provider else ():
        if one.department and one.department not in slugs:
            where, department = f"sign_in.provider.groups «{one.group}»", one.department
            yield f"{where}: " + _("there is no department «%(department)s»", department=department)
