"""A file that somebody sent, after it was written anew."""

from dataclasses import dataclass, field

from audiencia.http.uploads.kinds import MediaType


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file whose type was told by its content, and that was written anew without metadata. `name` is what the person called
    it, without its path."""

    name: str
    media_type: MediaType
    content: bytes = field(repr=False)
