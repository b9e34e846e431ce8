"""What each camera of a call may send, in bit/s, by role and department. Pure: the worker is told the same as the browser."""

from audiencia.queue.domain.kinds import DataMode
from audiencia.settings.config import Municipality


def citizen(municipality: Municipality, queue: str, mode: DataMode, *, signs: bool = False) -> int:
    """The camera of somebody in the queue of this department, and of whom they asked into the call. `signs`: who interprets in sign
    language is seen by it."""
    own = municipality.department(queue)
    most = own.citizen_kbits if own is not None else None
    return municipality.video.camera(most or municipality.video.citizen_kbits, mode, signs=signs)


def director(municipality: Municipality, own: str, mode: DataMode = "normal", helps_with: str | None = None) -> int:
    """The camera of somebody of the department `own`, wherever they attend. `helps_with`: the adjustment for which an
    interpreter is booked for the call: one who signs is seen by this camera."""
    department, video = municipality.department(own), municipality.video
    role = video.mayor_kbits if municipality.is_by_rule(own) else video.director_kbits
    most = department.director_kbits if department is not None else None
    return video.camera(most or role, mode, signs=municipality.is_seen(helps_with))


def citizen_at_most(municipality: Municipality) -> int:
    """What a citizen's camera may send in any queue: one connection lasts for the whole stay."""
    return max(citizen(municipality, one.slug, "normal") for one in municipality.departments)


def relative_at_most(municipality: Municipality) -> int:
    """What the camera of whom a citizen asked into the call may send, in any queue and in signs or not."""
    return max(citizen(municipality, one.slug, "normal", signs=True) for one in municipality.departments)


def director_at_most(municipality: Municipality, own: str) -> int:
    """What a director's camera may send at most, with an interpreter beside them where the municipality has one who signs."""
    helped = {None, *(one.helps_with for one in municipality.interpreters)}
    return max(director(municipality, own, "normal", helps_with) for helps_with in helped)
