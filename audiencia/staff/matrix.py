"""The authorisation matrix: who may do what. A route or an event without a row is refused to everybody.

Rows of pages are `METHOD /path` and stand with the pages (`audiencia.routes`); rows of live events, `namespace event`, stand here.
`connect` is the right to open the socket at all. Tests hold that each event has a row, and compare both with the grid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audiencia.staff.roles import STAFF_ROLES, Role

ANYBODY = frozenset({Role.PUBLIC})
CITIZEN = frozenset({Role.CITIZEN})
RELATIVE = frozenset({Role.RELATIVE})
STAFF = STAFF_ROLES
DIRECTOR = frozenset({Role.DIRECTOR})
ASSISTANT = frozenset({Role.ASSISTANT})
MODERATOR = frozenset({Role.MODERATOR})
FRONT_DESK = frozenset({Role.FRONT_DESK})
MAYOR = frozenset({Role.MAYOR})
INTERPRETER = frozenset({Role.INTERPRETER})
COMMUNICATION = frozenset({Role.COMMUNICATION})
PRIVACY = frozenset({Role.PRIVACY_OFFICER})
AUDITOR = frozenset({Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
REPORT = COMMUNICATION | MODERATOR | ADMINISTRATOR
DESK = DIRECTOR | MAYOR  # the mayor attends in a room as a director does
ROOM = DESK | ASSISTANT
"""What an assistant may do for the director, at the room where they sit."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who may do what. What it has no row of, nobody may."""

    rows: Mapping[str, frozenset[Role]]

    def with_rows(self, more: Mapping[str, frozenset[Role]]) -> "Matrix":
        """These rows too."""
        return Matrix(MappingProxyType({**self.rows, **more}))

    def roles_for(self, operation: str) -> frozenset[Role]:
        """Who may do it; empty for what has no row."""
        return self.rows.get(operation, frozenset())

    def may(self, role: Role, operation: str) -> bool:
        """Whether this role may do it."""
        allowed = self.roles_for(operation)
        return role in allowed or Role.PUBLIC in allowed


EVENTS = Matrix(
    {
        "/citizen connect": CITIZEN,
        "/citizen refresh": CITIZEN,
        "/citizen media_offer": CITIZEN,
        "/citizen call_keys": CITIZEN,
        "/citizen freezes": CITIZEN,
        "/citizen devices": CITIZEN,
        "/citizen set_data_mode": CITIZEN,
        "/citizen pause_camera": CITIZEN,
        "/citizen turn_off": CITIZEN,
        "/citizen accept": CITIZEN,
        "/citizen come_back": CITIZEN,
        "/citizen leave": CITIZEN,
        "/citizen hang_up": CITIZEN,
        "/citizen say_ready": CITIZEN,
        "/citizen need_minute": CITIZEN,
        "/citizen postpone": CITIZEN,
        "/citizen resume": CITIZEN,
        "/citizen check_in": CITIZEN,
        "/citizen prefer_phone": CITIZEN,
        "/citizen prefer_video": CITIZEN,
        "/citizen another_matter": CITIZEN,
        "/citizen withdraw_matter": CITIZEN,
        "/citizen say_resolved": CITIZEN,
        "/citizen rate_visit": CITIZEN,
        "/citizen answer_offer": CITIZEN,
        "/citizen continue_elsewhere": CITIZEN,
        "/citizen withdraw_code": CITIZEN,
        "/citizen write_chat": CITIZEN,
        "/director connect": DESK,
        "/director refresh": DESK,
        "/director media_offer": DESK,
        "/director call_keys": DESK,
        "/director freezes": DESK,
        "/director turn_off": DESK,
        "/director share_screen": DESK,
        "/director read_case": DESK,
        "/director read_waiting": DESK,
        "/director open_room": DESK,
        "/director close_room": DESK,
        "/director pause_room": DESK,
        "/director resume_room": DESK,
        "/director call_next": DESK,
        "/director call_again": DESK,
        "/director withdraw_call": DESK,
        "/director end_call": DESK,
        "/director add_next_step": DESK,
        "/director remove_next_step": DESK,
        "/director record_outcome": DESK,
        "/director drain_room": DESK,
        "/director hold_call": DESK,
        "/director unhold_call": DESK,
        "/director transfer_call": DESK,
        "/director invite_director": DESK,
        "/director withdraw_invitation": DESK,
        "/director answer_invitation": DESK,
        "/director leave_assist": DESK,
        "/director hand_over": DESK,
        "/director let_go": DESK,
        "/director continue_by_phone": DESK,
        "/director back_to_video": DESK,
        "/director phone_answered": DESK,
        "/director phone_no_answer": DESK,
        "/director pass_on": DESK,
        "/director defer_outcome": DESK,
        "/director complete_outcome": DESK,
        "/director continue_elsewhere": DESK,
        "/director withdraw_code": DESK,
        "/director write_to": DESK,
        "/citizen answer_knock": CITIZEN,
        "/citizen end_stay": CITIZEN,
        "/citizen invite_relative": CITIZEN,
        "/director answer_knock": DESK,
        "/director answer_relative": DESK,
        "/director make_commitment": DESK,
        "/director complete_commitment": DESK,
        "/director withdraw_commitment": DESK,
        "/director knock": MAYOR,
        "/director withdraw_knock": MAYOR,
        "/director choose_lines": MAYOR,
        "/citizen need_help": CITIZEN,
        "/citizen help_over": CITIZEN,
        "/citizen report_conduct": CITIZEN,
        "/director save_note": DESK,
        "/director declare_company": DESK,
        "/director end_for_conduct": DESK,
        "/director ask_help": DESK,
        "/director withdraw_help": DESK,
        "/director show_emergency": DESK,
        "/director ask_picture": DESK,
        "/citizen answer_picture": CITIZEN,
        "/director send_away": DESK,
        "/relative connect": RELATIVE,
        "/relative refresh": RELATIVE,
        "/relative media_offer": RELATIVE,
        "/relative call_keys": RELATIVE,
        "/relative freezes": RELATIVE,
        "/relative turn_off": RELATIVE,
        "/relative leave_call": RELATIVE,
        "/assistant connect": ASSISTANT,
        "/assistant refresh": ASSISTANT,
        "/assistant add_next_step": ASSISTANT,
        "/assistant remove_next_step": ASSISTANT,
        "/assistant save_note": ASSISTANT,
        "/assistant complete_outcome": ASSISTANT,
        "/assistant take_seat": ASSISTANT,
        "/assistant leave_seat": ASSISTANT,
        "/moderator connect": MODERATOR,
        "/moderator refresh": MODERATOR,
        "/moderator look_at": MODERATOR,
        "/moderator preview_move": MODERATOR,
        "/moderator move_tickets": MODERATOR,
        "/moderator undo_move": MODERATOR,
        "/moderator put_first": MODERATOR,
        "/moderator undo_put_first": MODERATOR,
        "/moderator put_back": MODERATOR,
        "/moderator recall": MODERATOR,
        "/moderator undo_no_show": MODERATOR,
        "/moderator cancel_ticket": MODERATOR,
        "/moderator set_queue": MODERATOR,
        "/moderator set_cap": MODERATOR,
        "/moderator set_served": MODERATOR,
        "/moderator set_interpreter": MODERATOR,
        "/moderator announce": MODERATOR,
        "/moderator extend_session": MODERATOR,
        "/moderator withdraw_announcement": MODERATOR,
        "/moderator set_roster": MODERATOR,
        "/moderator director_away": MODERATOR,
        "/moderator withdraw_offers": MODERATOR,
        "/moderator write_to": MODERATOR,
        "/moderator read_chat": MODERATOR,
        "/moderator answer_help": MODERATOR,
        "/moderator close_help": MODERATOR,
        "/moderator review_conduct": MODERATOR,
    }
)
