"""Rules for what must not go live: what is fit for a demonstration or a test, or is the example's, and never for people. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.result import Check, State, check
from audiencia.settings.config import Municipality, Settings

BEGINNING = "AUDIENCIA_"
OTHERS = frozenset({"AUDIENCIA_PRACTICE_KEY", "AUDIENCIA_SKIP_WEB"})
"""Variables that are no settings: a practice's own, and the build's."""
FRESH_DAYS = 92
"""Packages are brought up to date each three months (docs/security.md)."""
_LOCKED = re.compile(r"# Locked on (\d{4}-\d\d-\d\d)\n")


def profile(settings: Settings) -> Check:
    """What is for tests and demonstrations opens doors that are shut otherwise."""
    on = [
        name
        for name, given in (
            ("AUDIENCIA_PROFILE=demo", settings.demo),
            ("AUDIENCIA_LAN", settings.lan),
            ("AUDIENCIA_PUSH_LOOPBACK", settings.push_loopback),
        )
        if given
    ]
    to_do = Sentence("Take it out of the service's variables.")
    found = Sentence("%(names)s is for demonstrations and tests", names=", ".join(on)) if on else Sentence("for people")
    return check("profile", State.RED if on else State.GREEN, Sentence("Kind of installation"), found, to_do)


def address(settings: Settings) -> Check:
    """Cookies, camera and microphone need HTTPS; links in letters need the address that people use."""
    name, given = Sentence("Public address"), settings.public_url
    if given is None:
        found = Sentence("AUDIENCIA_PUBLIC_URL is missing: links in notices would lead to this machine alone")
    elif not given.lower().startswith("https://"):
        found = Sentence("AUDIENCIA_PUBLIC_URL does not begin with https://")
    else:
        return check("public_url", State.GREEN, name, Sentence(given))
    to_do = Sentence("Set AUDIENCIA_PUBLIC_URL=https://… to what people type.")
    return check("public_url", State.RED, name, found, to_do)


def example(municipality: Municipality, ours: Municipality) -> Check:
    """`ours`: the example that comes with the service, whose names and telephones are nobody's."""
    left = list(_left(municipality, ours))
    name, to_do = Sentence("Own data"), Sentence("Write your own into these files.")
    if not left:
        return check("own", State.GREEN, name, Sentence("nothing of the example is left"))
    return check("own", State.RED, name, Sentence("of the example: %(left)s", left=", ".join(left)), to_do)


def _left(municipality: Municipality, ours: Municipality) -> Iterator[str]:
    """Where something of it is left, as files and keys are called."""
    if municipality.name == ours.name or municipality.short_name == ours.short_name:
        yield "municipality.toml › name"
    if municipality.contact.phone == ours.contact.phone:
        yield "municipality.toml › contact › phone"
    # Its last number is the municipality's own; the others are the nation's.
    if any(one.number == ours.emergency[-1].number for one in municipality.emergency):
        yield "municipality.toml › emergency › number"
    notice = municipality.notice
    if notice.version == ours.notice.version or notice.short == ours.notice.short or notice.full == ours.notice.full:
        yield "notices"
    if any(one.example for one in municipality.services):
        yield "services"


def variables(environment: Mapping[str, str]) -> Check:
    """A name that is written wrongly sets nothing, and nobody would notice."""
    known = {f"{BEGINNING}{field.upper()}" for field in Settings.model_fields} | OTHERS
    strange = sorted(one for one in environment if one.upper().startswith(BEGINNING) and one.upper() not in known)
    name, to_do = (
        Sentence("Variables"),
        Sentence("Correct the name, or take it out; docs/operation/settings.md has all."),
    )
    found = Sentence("not known: %(names)s", names=", ".join(strange)) if strange else Sentence("all known")
    return check("variables", State.RED if strange else State.GREEN, name, found, to_do)


def mail(encrypted: bool | None) -> Check:
    """`encrypted`: whether the mail server took an encrypted connection whose certificate holds; `None`: none was needed."""
    name = Sentence("Encrypted e-mail")
    if encrypted is False:
        to_do = Sentence("Choose a server with STARTTLS or TLS and a valid certificate, or see why it does not answer.")
        return check("mail_tls", State.RED, name, Sentence("the server gives no encrypted connection"), to_do)
    found = Sentence("encrypted") if encrypted else Sentence("no e-mail leaves this machine unencrypted")
    return check("mail_tls", State.GREEN, name, found)


def administrator(there: bool | None) -> Check:
    """`there`: `None` where the database could not be asked."""
    name, to_do = Sentence("Administrator"), Sentence("Run «audiencia account add» and open the link that it prints.")
    if there is None:
        found = Sentence("could not be looked up: the database does not answer")
        return check("administrator", State.RED, name, found, Sentence("Start the service, and ask again."))
    found = Sentence("somebody can sign in as one") if there else Sentence("nobody can sign in as administrator")
    return check("administrator", State.GREEN if there else State.RED, name, found, to_do)


def packages(lock: str, today: date) -> Check:
    """`lock`: the file of packages, whose first line says when they were brought up to date last."""
    name, to_do = (
        Sentence("Packages"),
        Sentence("Install the newest version; whoever makes it runs «make lock» and «make audit»."),
    )
    dated = _LOCKED.match(lock)
    if dated is None:
        return check("packages", State.AMBER, name, Sentence("how old they are is not known"), to_do)
    days = (today - date.fromisoformat(dated[1])).days
    state = State.GREEN if days <= FRESH_DAYS else State.AMBER if days <= 2 * FRESH_DAYS else State.RED
    return check("packages", state, name, Sentence("brought up to date %(days)s days ago", days=str(days)), to_do)


def of_files(
    settings: Settings, municipality: Municipality, ours: Municipality, environment: Mapping[str, str]
) -> Sequence[Check]:
    """All that needs nobody else to be asked."""
    return (profile(settings), address(settings), example(municipality, ours), variables(environment))
