"""The privacy officer's list of requests about personal data, and the page on which each is worked off."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from aiohttp import web

from audiencia.core import text_files
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, Stale
from audiencia.followup import consents
from audiencia.http import render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing
from audiencia.http.submitted_form import fields_of, id_in_path, staff_id_of
from audiencia.rights.domain import request as domain
from audiencia.rights.domain.request import Decision, Right, State
from audiencia.rights.pages import asked_form, export_words, record_words, words
from audiencia.rights.pages.holder import said
from audiencia.rights.use_cases import work
from audiencia.rights.use_cases.corrections import Corrected, mark
from audiencia.rights.use_cases.holder import Seen
from audiencia.rights.use_cases.work import Act, Effect, Row
from audiencia.runtime.context import AppContext
from audiencia.settings.rights_rules import Rights

PAGE = "/datos-personales/solicitudes"
ANSWERS = text_files.load("audiencia.rights.pages", "answer_words.toml")
"""What people are written to begin with, for the officer to complete; `...` is where something is missing."""
COLUMNS = ("due", "-made", "right", "state")
NEW, SHOWN = "new_", "shown_"
"""Beginning of the names of fields that hold a text as it is right, and the mark of the text that was shown there."""
MOST: Mapping[str, int] = {
    "name": 120, "contact": 200, "phone": 200, "place": 1000, "behalf": 300, "guardian": 200, "matter": 3000, "subject": 200,
}  # fmt: skip
"""Characters of each."""
LABELS = export_words.TEXTS["labels"]
Do = Callable[[AppContext, Act, Fields], Awaitable[None]]


async def show(request: web.Request) -> web.Response:
    """The list: what is due first, first."""
    rows = await work.listed(site_of(request).context)
    asked = listing.asked(request.query, PAGE, COLUMNS)
    found = [one for one in rows if listing.fits(asked.words, one.kept.folio)]
    if asked.column != "due":
        found.sort(key=_ORDER[asked.column])
    if asked.descending:
        found.reverse()
    asked = asked.counted(len(found))
    return render.page(
        request, "rights/requests.html", list=asked, rows=asked.slice(found), pressing=words.PRESSING, **said()
    )


_ORDER: Mapping[str, Callable[[Row], Any]] = {
    "made": lambda row: row.kept.made_at,
    "right": lambda row: row.kept.request.right,
    "state": lambda row: row.state,
}


async def show_one(
    request: web.Request, fields: Fields | None = None, error: DomainError | None = None
) -> web.Response:
    """One request, with what can be done now."""
    context = site_of(request).context
    seen, rules = await work.read(context, staff_id_of(request), id_in_path(request, "request"))
    say = render.words_of(request).gettext
    chosen = request.query.get("plantilla", "")
    clock = seen.request.clock
    texts = await work.correctable(context, seen.kept)
    marks = {name: mark(context, seen.kept.id, name, text) for name, text in texts.items()}
    return render.page(
        request,
        "rights/request.html",
        failed=error,
        field_words=words.OFFICER_FIELDS,
        one=seen,
        today=rules.today,
        done=request.query.get("hecho") == "1",
        stops=await _in_force(request, seen),
        stopped=[] if fields is None else fields.all("stop"),
        corrects=[(name, LABELS[name], MOST[name], marks[name]) for name in MOST if name in texts],
        elsewhere=domain.corrects(seen.request, seen.kept.decision),
        form=_suggested(context.municipality.rights, seen.request.right, chosen, say)
        | {f"{NEW}{name}": text for name, text in texts.items()}
        | ({} if fields is None else _typed(fields, marks)),
        typed=[] if fields is None else [fields.get(name) for name in fields.values if name.startswith(("text_", NEW))],
        identified=words.IDENTIFIED,
        may={
            "ask": clock.clarify_by is None and rules.today <= clock.ask_by,
            "extend": not clock.extended and rules.today <= clock.answer.due_on,
            "not_competent": rules.today <= clock.not_competent_by,
        },
        at=request.match_info.get("act", "respuesta" if chosen else ""),
        **said(),
    )


def _typed(fields: Fields, marks: Mapping[str, str]) -> dict[str, str]:
    """What was typed; but for a text that somebody else changed since it was shown, which is to be read first."""
    changed = {f"{NEW}{name}" for name, now in marks.items() if fields.get(f"{SHOWN}{name}") != now}
    return {name: fields.get(name) for name in fields.values if name not in changed}


async def act(request: web.Request) -> web.Response:
    """What a form of the page asks for; or the page again, with what was typed and why it could not be done."""
    name, fields = request.match_info["act"], await fields_of(request)
    if name not in _ACTS:
        raise NotFound(Code.NOT_FOUND)
    try:
        text = fields.get(f"text_{name}").strip()
        if len(text) > asked_form.MAX_TEXT or not text:
            raise BadInput(fields={f"text_{name}": "too_long" if text else "required"})
        if "..." in text and name != "aclarada":
            raise BadInput(fields={f"text_{name}": "unfinished"})
        done = Act(staff_id_of(request), id_in_path(request, "request"), _version(fields), text)
        await _ACTS[name](site_of(request).context, done, fields)
    except (BadInput, Refused, Stale) as error:
        return await show_one(request, fields, error)
    return render.see_other(f"{PAGE}/{done.request_id}?hecho=1")


async def _identify(context: AppContext, done: Act, fields: Fields) -> None:
    identity = fields.get("identity")
    if identity not in words.IDENTITIES:
        raise BadInput(fields={"identity": "required"})
    await work.identify(context, done, identity)


async def _decide(context: AppContext, done: Act, fields: Fields) -> None:
    decision = fields.get("decision")
    if decision not in set(Decision):
        raise BadInput(fields={"decision": "required"})
    await work.decide(context, done, Decision(decision))


async def _make_effective(context: AppContext, done: Act, fields: Fields) -> None:
    corrected = {name: fields.get(f"{NEW}{name}").strip() for name in MOST if f"{NEW}{name}" in fields.values}
    long = {f"{NEW}{name}": "too_long" for name, text in corrected.items() if len(text) > MOST[name]}
    if long:
        raise BadInput(fields=long)
    shown = {name: fields.get(f"{SHOWN}{name}") for name in corrected}
    effect = Effect(tuple(fields.all("stop")), Corrected(corrected, shown), fields.ticked("elsewhere"))
    try:
        await work.make_effective(context, done, effect)
    except BadInput as error:
        named = {f"{NEW}{name}" if name in MOST else name: reason for name, reason in error.fields.items()}
        raise BadInput(error.code, named) from error


async def _in_force(request: web.Request, seen: Seen) -> dict[str, str]:
    """What an opposition that was granted takes back: purposes, with their words."""
    if seen.request.right is not Right.OPPOSITION or seen.state is not State.GRANTED:
        return {}
    context, say = site_of(request).context, render.words_of(request)
    allowed = [one.code for one in await consents.look(context, UUID(str(seen.kept.about[1]))) if one.counts]
    opposed = [code for code in allowed if code in consents.opposable(context)]
    return {code: record_words.purpose(say, context.municipality, code) for code in opposed}


def _plain(use_case: Callable[[AppContext, Act], Awaitable[None]]) -> Do:
    async def do(context: AppContext, done: Act, _fields: Fields) -> None:
        await use_case(context, done)

    return do


_ACTS: Mapping[str, Do] = {
    "aclaracion": _plain(work.ask),
    "aclarada": _plain(work.clarified),
    "prorroga": _plain(work.extend),
    "incompetencia": _plain(work.not_competent),
    "identidad": _identify,
    "respuesta": _decide,
    "efecto": _make_effective,
}


def _version(fields: Fields) -> int:
    typed = fields.get("version")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        raise BadInput()
    return int(typed)


def _suggested(rules: Rights, right: Right, chosen: str, say: Callable[[str], str]) -> dict[str, str]:
    """What the fields hold before anybody writes: the template of the answer is the one that was chosen."""
    answers = {"granted": ANSWERS["granted"][right], "partly": ANSWERS["partly"], "refused": ANSWERS["refused"]}
    answer, appeal = answers.get(chosen), {"authority": rules.authority, "days": rules.appeal_days}
    return {
        "text_respuesta": "" if answer is None else say(answer) % appeal,
        "decision": chosen if answer is not None else "",
        "text_aclaracion": say(ANSWERS["asked"]),
        "text_prorroga": say(ANSWERS["extended"]),
        "text_incompetencia": say(ANSWERS["not_competent"]),
        "text_efecto": say(ANSWERS["done"]),
    }
