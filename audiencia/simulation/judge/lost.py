"""What people were told was done is in the database, once, and nothing else is."""

from collections import Counter
from collections.abc import Mapping

from audiencia.simulation.judge.evidence import Evidence

KINDS: Mapping[str, str] = {
    "accept": "answered",
    "leave": "left",
    "hang_up": "call_ended",
    "postpone": "postponed",
    "resume": "resumed",
    "say_ready": "ready",
    "need_minute": "minute_asked",
    "another_matter": "matter_added",
    "call_next": "called",
    "withdraw_call": "call_withdrawn",
    "hold_call": "held",
    "unhold_call": "unheld",
    "transfer_call": "transferred",
    "pass_on": "continued",
    "invite_director": "assist_asked",
    "hand_over": "handed_over",
    "end_call": "call_ended",
    "add_next_step": "step_given",
    "record_outcome": "outcome_recorded",
    "defer_outcome": "outcome_deferred",
    "complete_outcome": "outcome_recorded",
    "move_tickets": "moved",
    "undo_move": "move_undone",
}
"""How the log calls what each event does to a ticket."""


def numbers(evidence: Evidence) -> list[str]:
    """Each number that somebody was shown exists, and each number was shown to somebody."""
    told = {one["number"] for one in evidence.entries("number")}
    there = {row["number"] for row in evidence.log["ticket"]}
    lost = [f"{one}: shown to somebody, and not in the database" for one in sorted(told - there)]
    return lost + [f"{one}: in the database, and shown to nobody" for one in sorted(there - told)]


def commands(evidence: Evidence) -> list[str]:
    """Each acknowledged command is recorded with the result that was acknowledged."""
    done = {row["command_id"]: row["result"] for row in evidence.log["command_done"]}
    return [
        f"{one['who']}: {one['event']} was acknowledged, and is recorded otherwise or not at all"
        for one in evidence.entries("acknowledged")
        if done.get(one["command"]) != one["result"]
    ]


def deeds(evidence: Evidence) -> list[str]:
    """Each command was carried out as often as it was acknowledged."""
    told: Counter[tuple[str, str]] = Counter()
    for one in evidence.entries("acknowledged"):
        if one["event"] in KINDS:
            told.update((KINDS[one["event"]], number) for number in one["numbers"])
    names, kinds = evidence.numbers(), set(KINDS.values())
    done = Counter(
        (row["kind"], names[row["ticket_id"]])
        for row in evidence.log["event"]
        if row["ticket_id"] in names and row["kind"] in kinds and row["actor_kind"] in ("citizen", "staff")
    )
    return [
        f"{number}: {kind} acknowledged {told[kind, number]} times, done {done[kind, number]} times"
        for kind, number in sorted(told.keys() | done.keys())
        if told[kind, number] != done[kind, number]
    ]
