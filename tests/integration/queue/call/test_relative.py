"""Somebody of the citizen's trust comes into the call by a one-time link that its director admits, and goes with the call."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from audiencia.core.errors import DomainError
from audiencia.core.ids import PartyId, RelativeId, party_of_room, party_of_ticket
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call import (
    assist,
    call_keys,
    citizen_disconnect,
    conclude,
    hold,
    locked_call,
    quality,
    relative_links,
    transfer,
)
from audiencia.queue.calling import answer
from audiencia.queue.domain.relative import MOST_LINKS
from audiencia.queue.joining import by_phone
from audiencia.queue.media_routes import routes
from audiencia.runtime.identity import RELATIVE_COOKIE, is_relative
from tests.support.scenery import DONE, Scenery
from tests.support.six import Six
from tests.support.three import Three
from tests.support.trusted import WHO, Trusted, number_of


def others(trusted: Trusted) -> set[PartyId]:
    return {party_of_ticket(trusted.citizen), party_of_room(trusted.host)}


def members(trusted: Trusted, party: PartyId) -> set[PartyId]:
    """Who agrees on keys with this one."""
    found = trusted.scene.run(call_keys.call_of(trusted.scene.context, party))
    return set() if found is None else set(found.members.values())


def test_nobody_is_seen_or_heard_before_the_director_admits_them(trusted: Trusted) -> None:
    scene, link = trusted.scene, trusted.invite()
    who = number_of(link)
    token = trusted.take_up(link)
    assert scene.in_slots(trusted.host) == others(trusted)
    assert members(trusted, trusted.party(who)) == set()
    epoch = scene.room(trusted.host)["media_epoch"]
    scene.run(trusted.answering(who))
    assert scene.in_slots(trusted.host) == others(trusted) | {trusted.party(who)}
    assert members(trusted, trusted.party(who)) == others(trusted) | {trusted.party(who)}
    assert scene.room(trusted.host)["media_epoch"] == epoch + 1
    desired = scene.run(routes.desired_rooms(scene.context))[trusted.host]
    assert [one.secondary for one in desired.limits] == [False, False, True]
    standing = scene.run(relative_links.of_token(scene.context, token))
    assert standing is not None
    assert (standing.id, standing.name, standing.joined, standing.ending) == (who, WHO, True, None)
    lines = scene.run(quality.running(scene.context))[0]
    assert lines.parties["guest"] == trusted.party(who)
    assert lines.guests == ()


def test_who_interprets_in_signs_gives_way_to_nobody_and_may_send_as_much_as_it_takes(trusted: Trusted) -> None:
    scene, link = trusted.scene, trusted.invite(signs=True)
    trusted.take_up(link)
    scene.run(trusted.answering(number_of(link)))
    limits = scene.run(routes.desired_rooms(scene.context))[trusted.host].limits
    assert [one.secondary for one in limits] == [False, False, False]
    video = scene.context.municipality.video
    assert [one.bitrate for one in limits] == [
        video.citizen_kbits * 1000,
        video.director_kbits * 1000,
        video.interpreter_kbits * 1000,
    ]
    scene.run(trusted.leaving(number_of(link)))
    # That the citizen needs it was for this call alone.
    assert [row["signs"] for row in scene.find("SELECT signs FROM relative")] == [False]


def test_a_link_is_good_once(trusted: Trusted) -> None:
    link = trusted.invite()
    trusted.take_up(link)
    assert trusted.scene.refused(trusted.taking_up(link)) == "relative_link_unknown"


def test_the_browser_that_took_it_up_gets_the_same_cookie_again_and_no_other_does(trusted: Trusted) -> None:
    """As when the line drops after the commit: whoever sends the form again is in, with one event and one entry in the record."""
    scene, link = trusted.scene, trusted.invite()
    token = scene.run(trusted.taking_up(link, visit="one"))
    assert scene.run(trusted.taking_up(link, visit="one")) == token
    assert scene.refused(trusted.taking_up(link, visit="two")) == "relative_link_unknown"
    assert scene.events("relative_came") == [("relative_came", "citizen", None)]
    assert len(scene.find("SELECT FROM audit WHERE action = 'relative_came'")) == 1
    scene.run(trusted.answering(number_of(link)))
    assert scene.run(trusted.taking_up(link, visit="one")) == token
    scene.run(trusted.leaving(number_of(link)))
    assert scene.refused(trusted.taking_up(link, visit="one")) == "relative_link_unknown"


def test_two_forms_of_one_browser_at_once_give_one_cookie(trusted: Trusted) -> None:
    link = trusted.invite()

    async def both() -> list[str]:
        return list(await asyncio.gather(*(trusted.taking_up(link, visit="one") for _ in range(4))))

    assert len(set(trusted.scene.run(both()))) == 1
    assert trusted.scene.events("relative_came") == [("relative_came", "citizen", None)]


def test_of_two_browsers_at_once_one_takes_it_up(trusted: Trusted) -> None:
    link = trusted.invite()

    async def both() -> list[str | BaseException]:
        return list(await asyncio.gather(*(trusted.taking_up(link) for _ in range(6)), return_exceptions=True))

    found = trusted.scene.run(both())
    assert sum(isinstance(one, str) for one in found) == 1
    refusals = [one for one in found if not isinstance(one, str)]
    assert {one.code for one in refusals if isinstance(one, DomainError)} == {"relative_link_unknown"}
    assert len(refusals) == 5


def test_a_repeated_command_gives_the_same_link_and_a_new_one_replaces_it(trusted: Trusted) -> None:
    scene = trusted.scene
    command = scene.ticket_command(trusted.citizen)
    first = scene.run(relative_links.invite(scene.context, command, WHO))
    assert scene.run(relative_links.invite(scene.context, command, WHO)) == first
    second = trusted.invite("Rosalba")
    assert scene.refused(trusted.taking_up(first["path"])) == "relative_link_unknown"
    assert trusted.endings() == ["withdrawn", None]
    trusted.take_up(second)


def wrong(link: str) -> list[str]:
    head, _, secret = link.partition(".")
    other = "A" if secret[0] != "A" else "B"
    return [
        "", "#", "#1", head, f"{head}.", f"{head}.{secret[:-1]}", f"{head}.{other}{secret[1:]}", f"{link}x",
        link.replace("#", "#9"), f"#99999999999.{secret}", f"#2147483648.{secret}", f"#-1.{secret}", f"#٣.{secret}",
    ]  # fmt: skip


def test_what_is_no_link_leads_nowhere_and_leaves_the_link_good(trusted: Trusted) -> None:
    link = trusted.invite()
    for one in wrong(link):
        assert trusted.scene.refused(trusted.taking_up(one)) == "relative_link_unknown", one
    trusted.take_up(link)


def test_nothing_is_kept_before_they_agree_to_the_notice_in_force(trusted: Trusted) -> None:
    link = trusted.invite()
    before = trusted.scene.find("SELECT * FROM relative")
    assert trusted.scene.refused(trusted.taking_up(link, agrees=False)) == "notice_not_accepted"
    assert trusted.scene.refused(trusted.taking_up(link, notice="another")) == "notice_changed"
    assert trusted.scene.find("SELECT * FROM relative") == before
    trusted.take_up(link)
    row = trusted.scene.find("SELECT notice_version, notice_hash FROM relative")[0]
    notice = trusted.scene.context.municipality.notice
    assert (row["notice_version"], row["notice_hash"]) == (notice.version, notice.hash)


def test_the_time_of_the_link_and_then_of_the_wait_is_ten_minutes(trusted: Trusted) -> None:
    scene, link = trusted.scene, trusted.invite()
    scene.pass_time(601)
    assert scene.refused(trusted.taking_up(link)) == "relative_link_unknown"
    assert trusted.endings() == ["expired"]
    link = trusted.invite()
    scene.pass_time(590)
    trusted.take_up(link)
    scene.pass_time(590)
    who = number_of(link)
    scene.find("UPDATE app_clock SET shift = shift + interval '11 s' RETURNING one")
    assert scene.refused(trusted.answering(who)) == "invitation_over"
    scene.pass_time(0)
    assert trusted.endings() == ["expired", "expired"]


def test_not_let_in(trusted: Trusted) -> None:
    scene, who = trusted.scene, trusted.waits()
    scene.run(trusted.answering(who, admit=False))
    assert trusted.endings() == ["declined"]
    assert scene.refused(trusted.answering(who)) == "invitation_over"
    assert scene.in_slots(trusted.host) == others(trusted)


def test_who_has_not_opened_the_link_is_not_admitted_nor_is_anybody_of_another_call(trusted: Trusted) -> None:
    scene, three = trusted.scene, trusted.three
    asked = number_of(trusted.invite())
    assert scene.refused(trusted.answering(asked)) == "invitation_over"
    who = trusted.waits()
    scene.join("tesoreria")
    scene.talk(three.guest)
    assert scene.refused(trusted.answering(who, host=three.guest)) == "invitation_over"
    assert scene.refused(trusted.answering(RelativeId(999))) == "invitation_over"


@pytest.mark.parametrize("how", ["leaves", "citizen", "host", "host names nobody"])
def test_the_stay_ends_by_each_of_the_three(trusted: Trusted, how: str) -> None:
    scene, who = trusted.scene, trusted.joined()
    epoch = scene.room(trusted.host)["media_epoch"]
    match how:
        case "leaves":
            scene.run(trusted.leaving(who))
        case "citizen":
            scene.run(trusted.sending_away(who))
        case _:
            number = who if how == "host" else None
            scene.run(assist.withdraw_invitation(scene.context, scene.room_command(trusted.host), number))
    assert trusted.endings() == ["left" if how == "leaves" else "withdrawn"]
    assert scene.in_slots(trusted.host) == others(trusted)
    assert scene.room(trusted.host)["media_epoch"] == epoch + 1
    assert scene.ticket(trusted.citizen)["state"] == "in_call"
    assert members(trusted, trusted.party(who)) == set()
    assert scene.refused(trusted.leaving(who)) == "invitation_over"


@pytest.mark.parametrize("end", ["ended", "hung up", "host lost", "transferred", "citizen dropped"])
def test_it_ends_with_the_call_however_that_ends(trusted: Trusted, end: str) -> None:
    scene, three, who = trusted.scene, trusted.three, trusted.joined()
    waits = trusted.waits("Rosalba")
    match end:
        case "ended":
            scene.run(three.act(conclude.end_call, trusted.host))
        case "hung up":
            scene.run(answer.hang_up(scene.context, scene.ticket_command(trusted.citizen)))
        case "host lost":
            three.lose(trusted.host)
        case "transferred":
            command = scene.room_command(trusted.host)
            scene.run(transfer.transfer_call(scene.context, command, "tesoreria", ""))
        case _:
            scene.disconnect(trusted.citizen, scene.connect(trusted.citizen))
            scene.pass_time(30)
            scene.run(citizen_disconnect.let_go(scene.context, scene.room_command(trusted.host)))
    assert trusted.endings() == ["lost" if end == "host lost" else "call_over"] * 2
    assert trusted.party(who) not in scene.in_slots(trusted.host)
    assert scene.refused(trusted.answering(waits)) == "invitation_over"
    assert members(trusted, trusted.party(who)) == set()


def test_it_ends_when_the_call_goes_on_by_telephone(scene: Scenery) -> None:
    trusted = Trusted(Three(scene))
    trusted.joined()
    scene.run(by_phone.continue_by_phone(scene.context, scene.room_command(trusted.host)))
    assert trusted.endings() == ["call_over"]
    assert scene.refused(trusted.inviting()) == "by_phone"


def test_after_the_call_neither_the_link_nor_a_new_one(trusted: Trusted) -> None:
    scene, link = trusted.scene, trusted.invite()
    scene.run(trusted.three.act(conclude.end_call, trusted.host))
    assert scene.refused(trusted.taking_up(link)) == "relative_link_unknown"
    assert scene.refused(trusted.inviting()) == "not_allowed_now"
    scene.run(conclude.record_outcome(scene.context, scene.room_command(trusted.host), DONE))
    assert scene.refused(trusted.inviting()) == "not_allowed_now"


def test_handed_over_they_stay_with_who_takes_over_and_who_waits_goes_on_waiting(trusted: Trusted) -> None:
    scene, three, who = trusted.scene, trusted.three, trusted.joined()
    waits = trusted.waits("Rosalba")
    three.join()
    scene.run(three.hand_over())
    assert trusted.endings() == [None, None]
    new = {party_of_ticket(trusted.citizen), party_of_room(three.guest), trusted.party(who)}
    assert scene.in_slots(three.guest) == new
    assert members(trusted, trusted.party(who)) == new
    assert scene.events("relative_carried") == [("relative_carried", "staff", None)]
    assert scene.refused(trusted.answering(waits)) == "invitation_over"
    scene.run(trusted.answering(waits, host=three.guest))
    assert trusted.party(waits) in scene.in_slots(three.guest)
    scene.run(trusted.leaving(who))
    assert trusted.party(who) not in scene.in_slots(three.guest)


def test_a_held_call_is_held_for_them_too(trusted: Trusted) -> None:
    scene, who = trusted.scene, trusted.joined()
    scene.run(trusted.three.act(hold.put_on_hold, trusted.host))
    assert scene.in_slots(trusted.host) == set()
    scene.run(trusted.three.act(hold.unhold_call, trusted.host))
    assert trusted.party(who) in scene.in_slots(trusted.host)


def test_four_guests_fit_whoever_they_are(six: Six) -> None:
    trusted, scene = Trusted(six.three), six.scene
    who = trusted.waits()
    six.gather()
    assert scene.refused(trusted.answering(who)) == "call_full"
    scene.run(six.three.act(assist.leave_assist, six.directors[0]))
    scene.run(trusted.answering(who))
    assert scene.refused(six.three.invite("agua")) == "call_full"
    assert len(scene.in_slots(six.host)) == 6
    heard = [
        one for one in scene.run(routes.desired_rooms(scene.context))[six.host].routes if one.to == trusted.party(who)
    ]
    assert len({one.source for one in heard}) == 5
    # Of whom the host names nobody, the first one goes: a director.
    scene.run(assist.withdraw_invitation(scene.context, scene.room_command(six.host)))
    assert trusted.endings() == [None]


def test_no_knock_is_heard_where_relatives_fill_the_call(six: Six) -> None:
    trusted = Trusted(six.three)
    for number in range(4):
        trusted.joined(f"N {number}")
    assert six.scene.refused(six.knocking.knocking()) == "not_now"
    assert six.scene.refused(six.three.invite("agua")) == "call_full"
    assert six.scene.refused(trusted.answering(trusted.waits())) == "call_full"


def test_a_relative_takes_nothing_over(trusted: Trusted) -> None:
    scene, who = trusted.scene, trusted.joined()
    command = scene.room_command(trusted.host)
    assert scene.refused(assist.hand_over(scene.context, command, "", who)) == "invitation_over"
    assert scene.refused(assist.hand_over(scene.context, command, "")) == "invitation_over"


def test_links_of_a_visit_are_counted(trusted: Trusted) -> None:
    scene = trusted.scene
    for _ in range(MOST_LINKS):
        trusted.invite()
    assert scene.refused(trusted.inviting()) == "too_many_requests"
    scene.pass_time(300)
    assert scene.refused(trusted.inviting()) == "too_many_requests"
    scene.pass_time(301)
    for _ in range(MOST_LINKS):
        trusted.invite()
    assert scene.refused(trusted.inviting()) == "too_many_requests"


@pytest.mark.parametrize("end", ["leaves", "declined", "replaced", "call over", "older program", "next call"])
def test_the_name_is_gone_with_what_it_was_for(trusted: Trusted, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    scene = trusted.scene
    link = trusted.invite()
    if end != "replaced":
        trusted.take_up(link)
    if end in ("leaves", "older program", "next call"):
        scene.run(trusted.answering(number_of(link)))
    kept = "SELECT name_sealed IS NOT NULL AS named, notice_version FROM relative ORDER BY id"
    assert [row["named"] for row in scene.find(kept)] == [True]
    match end:
        case "leaves":
            scene.run(trusted.leaving(number_of(link)))
        case "declined":
            scene.run(trusted.answering(number_of(link), admit=False))
        case "replaced":
            trusted.invite()
        case "call over":
            scene.run(trusted.three.act(conclude.end_call, trusted.host))
        case "older program":
            with monkeypatch.context() as patched:
                patched.setattr(locked_call, "end_assists", ends_none)
                scene.run(trusted.three.act(conclude.end_call, trusted.host))
            trusted.expire()
        case _:
            with monkeypatch.context() as patched:
                patched.setattr(transfer, "end_assists", ends_none)
                scene.run(transfer.transfer_call(scene.context, scene.room_command(trusted.host), "tesoreria", ""))
            scene.talk(trusted.three.guest)
    found = scene.find(kept)
    assert [row["named"] for row in found] == ([False, True] if end == "replaced" else [False])
    assert (found[0]["notice_version"] is None) == (end == "replaced")


def test_the_cookie_is_known_for_four_hours_after_the_stay(trusted: Trusted) -> None:
    scene, link = trusted.scene, trusted.invite()
    token = trusted.take_up(link)
    scene.run(trusted.answering(number_of(link)))
    scene.run(trusted.leaving(number_of(link)))
    shift = "UPDATE app_clock SET shift = shift + $1 RETURNING one"
    for passed, known in ((timedelta(hours=4, minutes=-10), True), (timedelta(minutes=20), False)):
        scene.find(shift, passed)
        found = scene.run(relative_links.of_token(scene.context, token))
        assert ((found is not None), scene.run(is_relative(scene.context, {RELATIVE_COOKIE: token}))) == (known, known)
        assert found is None or (found.name, found.ending) == ("", "left")


def test_the_guest_who_came_in_first_is_sent_away_first_whoever_they_are(trusted: Trusted) -> None:
    scene = trusted.scene
    trusted.joined()
    trusted.three.join()
    for left in (2, 1):
        scene.run(assist.withdraw_invitation(scene.context, scene.room_command(trusted.host)))
        assert trusted.endings() == ["withdrawn"]
        assert len(scene.in_slots(trusted.host)) == left + 1


async def ends_none(*_: Any) -> None:
    """As the version before, which knows of no relatives."""


def test_who_is_left_of_a_call_that_an_older_program_ended(trusted: Trusted, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, who = trusted.scene, trusted.joined()
    with monkeypatch.context() as patched:
        patched.setattr(locked_call, "end_assists", ends_none)
        scene.run(trusted.three.act(conclude.end_call, trusted.host))
    assert trusted.endings() == [None]
    assert trusted.party(who) not in scene.in_slots(trusted.host)
    assert trusted.expire() == 1
    assert trusted.endings() == ["call_over"]


def test_who_is_left_without_a_room_is_cut_off_and_on_record(trusted: Trusted, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, who = trusted.scene, trusted.joined()
    with monkeypatch.context() as patched:
        patched.setattr(transfer, "end_assists", ends_none)
        scene.run(transfer.transfer_call(scene.context, scene.room_command(trusted.host), "tesoreria", ""))
    cut = list[PartyId]()
    monkeypatch.setattr(Tx, "cut_off", lambda _, party: cut.append(party))
    assert trusted.expire() == 1
    assert trusted.endings() == ["call_over"]
    assert cut == [trusted.party(who)]
    assert scene.events("relative_ended") == [("relative_ended", "system", "call_over")]
    assert trusted.expire() == 0


def test_nobody_is_in_the_next_call_of_the_same_citizen_whichever_program_makes_it(
    trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, who = trusted.scene, trusted.joined()
    with monkeypatch.context() as patched:
        patched.setattr(transfer, "end_assists", ends_none)
        scene.run(transfer.transfer_call(scene.context, scene.room_command(trusted.host), "tesoreria", ""))
    assert trusted.endings() == [None]
    assert scene.talk(trusted.three.guest) == trusted.citizen
    assert trusted.endings() == ["call_over"]
    assert scene.in_slots(trusted.three.guest) == {party_of_ticket(trusted.citizen), party_of_room(trusted.three.guest)}
    assert members(trusted, trusted.party(who)) == set()


def test_nothing_readable_is_kept_and_the_record_says_what_happened(trusted: Trusted) -> None:
    scene, link = trusted.scene, trusted.invite()
    token = trusted.take_up(link)
    scene.run(trusted.answering(number_of(link)))
    secret = link.partition(".")[2]
    tables = [row["tablename"] for row in scene.find("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for table in tables:
        rows = json.dumps([dict(row) for row in scene.find(f"SELECT * FROM {table}")], default=str)
        assert not any(one in rows for one in (WHO, secret, token)), table
    kinds = ("relative_asked", "relative_came", "relative_joined", "relative_ended")
    scene.run(trusted.leaving(number_of(link)))
    assert scene.events(*kinds) == [
        ("relative_asked", "citizen", None), ("relative_came", "citizen", None), ("relative_joined", "staff", None),
        ("relative_ended", "citizen", "left"),
    ]  # fmt: skip
    actions = scene.find("SELECT action, actor_kind FROM audit WHERE action LIKE 'relative%' ORDER BY id")
    assert [(row["action"], row["actor_kind"]) for row in actions] == [
        ("relative_invited", "citizen"), ("relative_came", "citizen"), ("relative_admitted", "staff"),
    ]  # fmt: skip
