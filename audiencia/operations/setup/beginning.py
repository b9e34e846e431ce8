"""`audiencia init`: a new municipality's configuration by questions. What was answered is kept beside it until it is whole."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tomlkit

from audiencia.core.cli_text import Stop, _
from audiencia.operations.setup import folder, notice, questions
from audiencia.operations.setup.build import Made, free_prefix
from audiencia.operations.setup.cells import slug_of
from audiencia.settings.municipality import Municipality
from audiencia.settings.sign_in_rules import USUAL

STATE = ".audiencia-init.json"
MUNICIPALITY = "municipality.toml"
BACK = "<"
Ask = Callable[[str, str], str]
"""Puts a question with its usual answer, and gives what was typed. Raises `EOFError` when nobody answers any more."""


def is_left_open(target: Path) -> bool:
    """Whether questions were answered there, and no configuration was written yet."""
    return (target / STATE).exists() and not folder.is_begun(target)


def run(target: Path, ask: Ask, tell: Callable[[str], None]) -> Municipality:
    """Asks what was not answered yet, and writes the configuration. Raises `Stop` where there is one already, or when the
    answers end, and `ConfigError` for what they cannot make: they are kept, and the next time goes on from there, or back."""
    state = target / STATE
    if folder.is_begun(target) and not state.exists():
        raise Stop(
            _(
                "There is a configuration in %(target)s already: change it there, or choose another folder.",
                target=target,
            )
        )
    answers = _kept(state)
    if answers:
        tell(_("Going on from there (%(count)s answers).", count=len(answers)))
        # All were answered and made no configuration: the last is asked again, to go back from.
        if questions.next_question(answers) is None:
            answers.pop(questions.last_answered(answers) or "", None)
    tell(_("Enter takes what stands in brackets; «%(back)s» goes back to the question before.", back=BACK))
    _ask_all(answers, state, ask, tell)
    changes = changes_of(target, answers)
    municipality = folder.try_out(target, changes)
    folder.begin(target)
    folder.write(target, changes)
    state.unlink(missing_ok=True)
    return municipality


def _ask_all(answers: dict[str, str], state: Path, ask: Ask, tell: Callable[[str], None]) -> None:
    while (question := questions.next_question(answers)) is not None:
        try:
            typed = ask(question.text, question.default).strip()
        except EOFError as error:
            raise Stop(_("What was answered is kept; give the same command again to go on.")) from error
        if typed == BACK:
            answers.pop(questions.last_answered(answers) or "", None)
        else:
            try:
                answers[question.key] = question.check(typed or question.default)
            except ValueError as error:
                tell(f"  {error}")
                continue
        _keep(state, answers)


def _kept(state: Path) -> dict[str, str]:
    try:
        found = json.loads(state.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Stop(_("%(state)s cannot be understood; remove it to begin anew.", state=state)) from error
    return {str(key): str(value) for key, value in found.items()}


def _keep(state: Path, answers: questions.Answers) -> None:
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text(json.dumps(answers, ensure_ascii=False, indent=1), "utf-8")


def changes_of(target: Path, answers: questions.Answers) -> folder.Changes:
    """The files that the answers make."""
    areas = _areas(answers)
    reading = answers.get("complaints", questions.NONE)
    made = Made(departments=areas, complaints_to="" if reading == questions.NONE else slug_of(reading))
    changes = folder.changes_of(target, made)
    changes[MUNICIPALITY] = _municipality(folder.text_of(target, MUNICIPALITY), answers)
    said, today = questions.said_of_notice(answers), datetime.now(ZoneInfo(answers["timezone"])).date()
    reviewed = bool(answers.get(questions.REVIEWED))
    return changes | dict(notice.filled(answers["name"], said, reviewed=reviewed, today=today))


def _municipality(old: str, answers: questions.Answers) -> str:
    """The explanations and everything that was not asked stay as they are."""
    document = tomlkit.parse(old)
    for key in ("name", "short_name", "program_name", "timezone", "folio_prefix"):
        document[key] = answers[key]
    _set(document["colours"], {key: answers[key] for key in ("brand", "brand_ink", "accent", "accent_ink")})
    _set(document["contact"], {key: answers[key] for key in ("phone", "address")})
    if "sign_in" in document:
        document["sign_in"]["second_step"] = list(USUAL)  # the example's is empty, for a demonstration
    hours = answers["hours"]
    if hours != document["contact"]["hours"]["es"]:
        _set(document["contact"]["hours"], {"es": hours, "en": hours})
    _set(document["session"], {"weekday": questions.WEEKDAYS.index(answers["weekday"]) + 1})
    _set(document["session"], {key: answers[key] for key in ("lobby", "opens", "closes")})
    # The last of the example's numbers is the municipality's own; the others are the nation's.
    _set(document["emergency"][-1], {"number": answers["emergency"]})
    return tomlkit.dumps(document)


def _set(table: Any, values: dict[str, Any]) -> None:
    for key, value in values.items():
        table[key] = value


def _areas(answers: questions.Answers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for name in questions.names_of(answers["areas"]):
        topics = questions.names_of(answers[questions.TOPICS_OF + name])
        prefix = free_prefix(name, taken)
        taken.add(prefix)
        found.append({
            "slug": slug_of(name), "prefix": prefix, "name": _both(name), "summary": _both(", ".join(topics)[:400]),
            "topics": [{"slug": slug_of(topic), "name": _both(topic)} for topic in topics],
        })  # fmt: skip
    return found


def _both(text: str) -> dict[str, str]:
    return {"es": text, "en": text}
