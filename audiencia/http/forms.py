"""Forms: read within limits, checked by pydantic, each wrong field with a coded reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs, urlencode
from uuid import UUID, uuid4, uuid5

from aiohttp import web
from aiohttp.web import RequestPayloadError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from audiencia.core.errors import BadInput, Code
from audiencia.core.ids import CommandId, StaffId
from audiencia.privacy.contact import canonical
from audiencia.staff import passwords

MAX_BODY_BYTES = 32 * 1024
MAX_FIELDS = 100


def _reaches(typed: str) -> str:
    """What is neither a telephone nor an e-mail is refused: kept as it is, it would let people believe that they can be reached."""
    if typed and canonical(typed) is None:
        raise ValueError("neither telephone nor e-mail")
    return typed


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Matter = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Contact = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_reaches)]
Folio = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Pin = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=12)]
OptionalFolio = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
OptionalPin = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]
_ID = Field(ge=1, le=2**31 - 1)
Id = Annotated[int, _ID]
Staff = Annotated[StaffId, _ID]
OptionalDirector = Annotated[Id | None, BeforeValidator(lambda typed: typed or None)]
Login = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=passwords.LONGEST_TYPED)]
_REASONS = {"string_too_short": "required", "missing": "required", "string_too_long": "too_long"}


class FormModel(BaseModel):
    """A form as pydantic checks it."""

    model_config = ConfigDict(frozen=True)


class CommandForm(FormModel):
    """A form that is carried out once: `command_id` is new in each page, and another one for each content that is sent from it."""

    command_id: CommandId


class FollowForm(FormModel):
    """Folio and PIN."""

    folio: Folio
    pin: Pin


class DeviceCodeForm(FormModel):
    """A one-time code, alone or at the end of its link."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class SignInForm(FormModel):
    """Staff sign-in."""

    username: Login
    password: Password


Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fields:
    """A form as it was sent: each name with its values."""

    values: Mapping[str, list[str]]

    def get(self, name: str) -> str:
        """The first value, or an empty text."""
        return self.all(name)[0] if name in self.values else ""

    def all(self, name: str) -> list[str]:
        """All values, such as those of ticked boxes."""
        return self.values.get(name, [])

    def ticked(self, name: str) -> bool:
        """Whether a single box is ticked."""
        return self.get(name) == "yes"


async def read(request: web.Request, most: int = MAX_FIELDS) -> Fields:
    """At most so many fields of the body. Raises `BadInput` (bad_input, too_large) unless it is a small urlencoded UTF-8 form."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise BadInput()
    try:
        body = await request.read()
    except RequestPayloadError as error:
        raise BadInput() from error
    if len(body) > MAX_BODY_BYTES:
        raise BadInput(Code.TOO_LARGE)
    try:
        values = parse_qs(
            body.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=most
        )
    except ValueError as error:
        raise BadInput() from error
    return Fields({name: [clean_text(value) for value in given] for name, given in values.items()})


def check(form: type[Form], fields: Fields) -> tuple[Form | None, dict[str, str]]:
    """The form, or the fields that are wrong with a reason: `required`, `too_long` or `malformed`."""
    known: dict[str, Any] = {name: fields.get(name) for name in form.model_fields if name in fields.values}
    try:
        return _as_sent(form.model_validate(known), fields), {}
    except ValidationError as error:
        return None, {
            str(problem["loc"][0]): _REASONS.get(problem["type"], "malformed")
            for problem in error.errors(include_input=False, include_url=False, include_context=False)
        }


def content_id(form_id: str, said: str) -> UUID:
    """The id of this content of a form. Sent again it is the same; with other words, from a page that the browser kept, another one.
    `form_id`: new in each page. Raises `BadInput` for what is no UUID."""
    try:
        return uuid5(UUID(form_id), said)
    except ValueError as error:
        raise BadInput() from error


def _as_sent(found: Form, fields: Fields) -> Form:
    if not isinstance(found, CommandForm):
        return found
    said = urlencode(sorted(fields.values.items()), doseq=True)
    return found.model_copy(update={"command_id": CommandId(content_id(str(found.command_id), said))})


def filled(form: type[Form], fields: Fields) -> Form:
    """The form. Raises `BadInput` naming what is wrong."""
    found, wrong = check(form, fields)
    if found is None:
        raise BadInput(fields=wrong)
    return found


def form_id(typed: Mapping[str, Any]) -> str:
    """The `submission_id` of the form, so that a corrected form stays the same submission; a new one when that was no UUID."""
    try:
        return str(UUID(typed.get("submission_id", "")))
    except ValueError:
        return str(uuid4())


def clean_text(value: str) -> str:
    """Newlines and spaces in one form; characters that nobody sees are left out (PostgreSQL refuses NUL anyway)."""
    if value.isprintable():
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_clean_character(char) for char in value)


def _clean_character(char: str) -> str:
    if char == "\n" or char.isprintable():
        return char
    return " " if char.isspace() else ""
