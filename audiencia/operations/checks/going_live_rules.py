"""Rules for what must not go live: what is fit for a demonstration or a test, or is the example's, and never for people. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from audiencia.operations.checks.result import Check, State, worded
from audiencia.settings.config import Municipality, Settings

BEGINNING = "AUDIENCIA_"
OTHERS = frozenset({"AUDIENCIA_PRACTICE_KEY", "AUDIENCIA_SKIP_WEB"})
"""Variables that are no settings: a practice's own, and the build's."""
FRESH_DAYS = 92  # Packages are brought up to date each three months (docs/security.md).
_LOCKED = re.compile(r"# Locked on (\d{4}-\d\d-\d\d)\n")


def profile(settings: Settings) -> Check:
    """What is for tests and demonstrations opens doors that are shut otherwise."""
    given = {
        "AUDIENCIA_PROFILE=demo": settings.demo,
        "AUDIENCIA_LAN": settings.lan,
        "AUDIENCIA_PUSH_LOOPBACK": settings.push_loopback,
    }
    names = ", ".join(name for name, on in given.items() if on)
    return worded("profile", "trial", State.RED, names=names) if names else worded("profile", "real", State.GREEN)


def address(settings: Settings) -> Check:
    """Cookies, camera and microphone need HTTPS; links in letters need the address that people use."""
    given = settings.public_url
    if given is None:
        return worded("public_url", "missing", State.RED)
    if not given.lower().startswith("https://"):
        return worded("public_url", "no_https", State.RED)
    return worded("public_url", "given", State.GREEN, address=given)


def example(municipality: Municipality, ours: Municipality) -> Check:
    """`ours`: the example that comes with the service, whose names and telephones are nobody's."""
    left = ", ".join(_left(municipality, ours))
    return worded("own", "left", State.RED, left=left) if left else worded("own", "none", State.GREEN)


def _left(municipality: Municipality, ours: Municipality) -> Iterator[str]:
    """Where something of it is left, as files and keys are called."""
    if municipality.name == ours.name or municipality.short_name == ours.short_name:
        yield "municipality.toml › name"
    if last_ten(municipality.contact.phone) == last_ten(ours.contact.phone):
        yield "municipality.toml › contact › phone"
    # Its last number is the municipality's own; the others are the nation's.
    if last_ten(ours.emergency[-1].number) in {last_ten(one.number) for one in municipality.emergency}:
        yield "municipality.toml › emergency › number"
    notice = municipality.notice
    if notice.version == ours.notice.version or notice.short == ours.notice.short or notice.full == ours.notice.full:
        yield "notices"
    if any(one.example for one in municipality.services):
        yield "services"


def last_ten(number: str) -> str:
    """A telephone to compare: without spaces, and without what is dialled before its ten digits."""
    return re.sub(r"[^\d*#]", "", number)[-10:]


def variables(environment: Mapping[str, str]) -> Check:
    """A name that is written wrongly sets nothing, and nobody would notice."""
    known = {f"{BEGINNING}{field.upper()}" for field in Settings.model_fields} | OTHERS
    strange = sorted(one for one in environment if one.upper().startswith(BEGINNING) and one.upper() not in known)
    if strange:
        return worded("variables", "strange", State.RED, names=", ".join(strange))
    return worded("variables", "known", State.GREEN)


def mail(encrypted: bool | None) -> Check:
    """`encrypted`: whether the mail server took an encrypted connection whose certificate holds; `None`: none was needed."""
    if encrypted is False:
        return worded("mail_tls", "plain", State.RED)
    return worded("mail_tls", "encrypted" if encrypted else "not_needed", State.GREEN)


def administrator(there: bool | None) -> Check:
    """`there`: `None` where the database could not be asked."""
    if there is None:
        return worded("administrator", "unknown", State.RED)
    if there:
        return worded("administrator", "there", State.GREEN)
    return worded("administrator", "nobody", State.RED)


def packages(lock: str, today: date) -> Check:
    """`lock`: the file of packages, whose first line says when they were brought up to date last."""
    dated = _LOCKED.match(lock)
    if dated is None:
        return worded("packages", "unknown", State.AMBER)
    days = (today - date.fromisoformat(dated[1])).days
    state = State.GREEN if days <= FRESH_DAYS else State.AMBER if days <= 2 * FRESH_DAYS else State.RED
    return worded("packages", "dated", state, days=days)


def of_files(
    settings: Settings, municipality: Municipality, ours: Municipality, environment: Mapping[str, str]
) -> Sequence[Check]:
    """Checks that need only files and the environment."""
    return (profile(settings), address(settings), example(municipality, ours), variables(environment))
