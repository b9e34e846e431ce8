"""The authorisation matrix: who may do what. The one table; a route or an event without a row is refused to everybody.

Rows of pages are `METHOD /path`, rows of live events `namespace event`. `connect` is the right to open the socket at all.
Tests hold that each route and event has a row and that no row is left over.
"""

from collections.abc import Mapping
from types import MappingProxyType

from audiencia.staff.roles import STAFF_ROLES, Role

_ANYBODY = frozenset({Role.PUBLIC})
_CITIZEN = frozenset({Role.CITIZEN})
_STAFF = STAFF_ROLES
_DIRECTOR = frozenset({Role.DIRECTOR})
_ASSISTANT = frozenset({Role.ASSISTANT})
_MODERATOR = frozenset({Role.MODERATOR})
_FRONT_DESK = frozenset({Role.FRONT_DESK})
_MAYOR = frozenset({Role.MAYOR})
_INTERPRETER = frozenset({Role.INTERPRETER})
_COMMUNICATION = frozenset({Role.COMMUNICATION})
_PRIVACY = frozenset({Role.PRIVACY_OFFICER})
_AUDITOR = frozenset({Role.AUDITOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_DESK = _DIRECTOR | _MAYOR  # the mayor attends in a room as a director does
_ROOM = _DESK | _ASSISTANT
"""What an assistant may do for the director, at the room where they sit."""

MATRIX: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # Pages
        "GET /": _ANYBODY,
        "GET /aviso": _ANYBODY,
        "GET /areas": _ANYBODY,
        "GET /autoridad.crt": _ANYBODY,
        "GET /areas/{department}": _ANYBODY,
        "GET /unirse/{department}/{topic}": _ANYBODY,
        "POST /unirse/{department}/{topic}": _ANYBODY,
        "GET /citas/{department}/{topic}": _ANYBODY,
        "POST /citas/{department}/{topic}": _ANYBODY,
        "GET /turno": _CITIZEN,
        "GET /turno/cita.ics": _CITIZEN,
        "POST /turno/llegada": _CITIZEN,
        "POST /turno/cancelar": _CITIZEN,
        "POST /turno/resuelto": _CITIZEN,
        "GET /turno/avisos": _CITIZEN,
        "POST /turno/avisos": _CITIZEN,
        "GET /avisos.js": _ANYBODY,
        "GET /textos/{language}/{part}": _ANYBODY,
        "GET /seguimiento": _ANYBODY,
        "POST /seguimiento": _ANYBODY,
        "POST /seguimiento/turno": _ANYBODY,  # with the proof of folio and PIN that the page before gave
        "POST /seguimiento/resuelto": _ANYBODY,
        "GET /seguimiento/expediente": _ANYBODY,  # this and the next ones ask for the case's own cookie
        "GET /seguimiento/expediente/{answer}.pdf": _ANYBODY,
        "POST /seguimiento/expediente/aclarar": _ANYBODY,
        "POST /seguimiento/expediente/mensaje": _ANYBODY,
        "POST /seguimiento/expediente/conforme": _ANYBODY,
        "POST /seguimiento/expediente/reabrir": _ANYBODY,
        "POST /seguimiento/expediente/calificar": _ANYBODY,
        "POST /seguimiento/borrar": _ANYBODY,
        "GET /peticiones": _ANYBODY,
        "GET /peticiones/nueva": _ANYBODY,
        "POST /peticiones/nueva": _ANYBODY,
        "GET /peticiones/queja": _ANYBODY,
        "POST /peticiones/queja": _ANYBODY,
        "GET /peticiones/recibida": _ANYBODY,  # this and the next one ask for the case's own cookie
        "GET /peticiones/acuse.pdf": _ANYBODY,
        "GET /tablero": _ANYBODY,
        "GET /tablero.json": _ANYBODY,
        "GET /widget": _ANYBODY,
        "GET /widget.json": _ANYBODY,
        "GET /continuar": _ANYBODY,
        "POST /continuar": _ANYBODY,  # with a one-time code
        "GET /entrar": _ANYBODY,
        "POST /entrar": _ANYBODY,
        "POST /salir": _STAFF,
        "GET /direccion": _DIRECTOR,
        "GET /presidencia": _MAYOR,
        "GET /asistencia": _ASSISTANT,
        "GET /moderacion": _MODERATOR,
        "GET /moderacion/estimaciones": _MODERATOR,
        "GET /ventanilla": _FRONT_DESK,
        "POST /ventanilla": _FRONT_DESK,
        "POST /ventanilla/buscar": _FRONT_DESK,
        "POST /ventanilla/nombre": _FRONT_DESK,
        "POST /ventanilla/talon": _FRONT_DESK,
        "POST /ventanilla/nip": _FRONT_DESK,
        "POST /ventanilla/cancelar": _FRONT_DESK,
        "POST /ventanilla/llegada": _FRONT_DESK,
        "POST /ventanilla/regresar": _FRONT_DESK,
        "GET /ventanilla/peticion": _FRONT_DESK,
        "POST /ventanilla/peticion": _FRONT_DESK,
        "GET /ventanilla/folio": _FRONT_DESK,
        "POST /ventanilla/folio": _FRONT_DESK,
        "POST /ventanilla/folio/nip": _FRONT_DESK,
        "GET /interpretacion": _INTERPRETER,
        "POST /interpretacion/presencia": _INTERPRETER,
        "GET /expedientes": _ROOM,  # each for the own department: flows/cases/access
        "POST /expedientes/buscar": _ROOM,
        "GET /expedientes/lista.csv": _ROOM,
        "POST /expedientes/varios": _ROOM,
        "GET /expedientes/{folio}": _ROOM,
        "POST /expedientes/{folio}/asignar": _ROOM,
        "POST /expedientes/{folio}/empezar": _ROOM,
        "POST /expedientes/{folio}/turnar": _ROOM,
        "POST /expedientes/{folio}/aclaracion": _ROOM,
        "POST /expedientes/{folio}/mensaje": _ROOM,
        "POST /expedientes/{folio}/nota": _ROOM,
        "POST /expedientes/{folio}/asunto": _ROOM,
        "POST /expedientes/{folio}/respuesta": _ROOM,
        "POST /expedientes/{folio}/respuestas/{answer}/entrega": _ROOM,
        "GET /expedientes/{folio}/respuestas/{answer}.pdf": _ROOM,
        "GET /expedientes/{folio}/archivos/{file}": _ROOM,
        "GET /comunicacion": _COMMUNICATION,
        "GET /comunicacion/cifras.csv": _COMMUNICATION,
        "GET /datos-personales": _PRIVACY,
        "POST /datos-personales": _PRIVACY,
        "GET /auditoria": _AUDITOR,
        "GET /auditoria/dia.csv": _AUDITOR,
        "GET /administracion": _ADMINISTRATOR,
        "POST /administracion": _ADMINISTRATOR,
        "POST /administracion/contrasena": _ADMINISTRATOR,
        "POST /administracion/desactivar": _ADMINISTRATOR,
        "POST /administracion/activar": _ADMINISTRATOR,
        "GET /administracion/areas": _ADMINISTRATOR,
        "GET /administracion/dias": _ADMINISTRATOR,
        "GET /administracion/plantillas": _ADMINISTRATOR,
        "POST /administracion/contenido": _ADMINISTRATOR,
        "POST /idioma": _ANYBODY,
        "GET /tema.css": _ANYBODY,
        "GET /static/dist/{path}": _ANYBODY,
        "GET /salud": _ANYBODY,
        "GET /metrics": _ANYBODY,  # the handler answers to this machine alone
        # Live events
        "/citizen connect": _CITIZEN,
        "/citizen refresh": _CITIZEN,
        "/citizen media_offer": _CITIZEN,
        "/citizen freezes": _CITIZEN,
        "/citizen devices": _CITIZEN,
        "/citizen set_data_mode": _CITIZEN,
        "/citizen accept": _CITIZEN,
        "/citizen come_back": _CITIZEN,
        "/citizen leave": _CITIZEN,
        "/citizen hang_up": _CITIZEN,
        "/citizen say_ready": _CITIZEN,
        "/citizen need_minute": _CITIZEN,
        "/citizen postpone": _CITIZEN,
        "/citizen resume": _CITIZEN,
        "/citizen check_in": _CITIZEN,
        "/citizen prefer_phone": _CITIZEN,
        "/citizen prefer_video": _CITIZEN,
        "/citizen another_matter": _CITIZEN,
        "/citizen withdraw_matter": _CITIZEN,
        "/citizen say_resolved": _CITIZEN,
        "/citizen answer_offer": _CITIZEN,
        "/citizen continue_elsewhere": _CITIZEN,
        "/citizen withdraw_code": _CITIZEN,
        "/citizen write_chat": _CITIZEN,
        "/director connect": _ROOM,
        "/director refresh": _ROOM,
        "/director media_offer": _DESK,
        "/director freezes": _DESK,
        "/director read_case": _DESK,
        "/director open_room": _DESK,
        "/director close_room": _DESK,
        "/director pause_room": _DESK,
        "/director resume_room": _DESK,
        "/director call_next": _DESK,
        "/director call_again": _DESK,
        "/director withdraw_call": _DESK,
        "/director end_call": _DESK,
        "/director add_next_step": _ROOM,
        "/director remove_next_step": _ROOM,
        "/director record_outcome": _DESK,
        "/director drain_room": _DESK,
        "/director hold_call": _DESK,
        "/director unhold_call": _DESK,
        "/director transfer_call": _DESK,
        "/director invite_director": _DESK,
        "/director withdraw_invitation": _DESK,
        "/director answer_invitation": _DESK,
        "/director leave_assist": _DESK,
        "/director hand_over": _DESK,
        "/director let_go": _DESK,
        "/director continue_by_phone": _DESK,
        "/director back_to_video": _DESK,
        "/director phone_answered": _DESK,
        "/director phone_no_answer": _DESK,
        "/director pass_on": _DESK,
        "/director defer_outcome": _DESK,
        "/director complete_outcome": _ROOM,
        "/director continue_elsewhere": _DESK,
        "/director withdraw_code": _DESK,
        "/director write_to": _DESK,
        "/citizen answer_knock": _CITIZEN,
        "/citizen end_stay": _CITIZEN,
        "/director answer_knock": _DESK,
        "/director make_commitment": _DESK,
        "/director complete_commitment": _DESK,
        "/director withdraw_commitment": _DESK,
        "/director knock": _MAYOR,
        "/director withdraw_knock": _MAYOR,
        "/director choose_lines": _MAYOR,
        "/citizen need_help": _CITIZEN,
        "/citizen help_over": _CITIZEN,
        "/citizen report_conduct": _CITIZEN,
        "/director save_note": _ROOM,
        "/director take_seat": _ASSISTANT,
        "/director leave_seat": _ASSISTANT,
        "/director declare_company": _DESK,
        "/director end_for_conduct": _DESK,
        "/director ask_help": _DESK,
        "/director withdraw_help": _DESK,
        "/director show_emergency": _DESK,
        "/director send_away": _DESK,
        "/moderator connect": _MODERATOR,
        "/moderator refresh": _MODERATOR,
        "/moderator preview_move": _MODERATOR,
        "/moderator move_tickets": _MODERATOR,
        "/moderator undo_move": _MODERATOR,
        "/moderator put_first": _MODERATOR,
        "/moderator undo_put_first": _MODERATOR,
        "/moderator put_back": _MODERATOR,
        "/moderator recall": _MODERATOR,
        "/moderator undo_no_show": _MODERATOR,
        "/moderator cancel_ticket": _MODERATOR,
        "/moderator set_queue": _MODERATOR,
        "/moderator set_cap": _MODERATOR,
        "/moderator set_served": _MODERATOR,
        "/moderator set_interpreter": _MODERATOR,
        "/moderator announce": _MODERATOR,
        "/moderator extend_session": _MODERATOR,
        "/moderator withdraw_announcement": _MODERATOR,
        "/moderator set_roster": _MODERATOR,
        "/moderator director_away": _MODERATOR,
        "/moderator withdraw_offers": _MODERATOR,
        "/moderator write_to": _MODERATOR,
        "/moderator read_chat": _MODERATOR,
        "/moderator answer_help": _MODERATOR,
        "/moderator close_help": _MODERATOR,
        "/moderator review_conduct": _MODERATOR,
    }
)


def may(role: Role, operation: str) -> bool:
    """Whether this role may do it. What the table does not name, nobody may."""
    allowed = MATRIX.get(operation, frozenset())
    return role in allowed or Role.PUBLIC in allowed


def roles_for(operation: str) -> frozenset[Role]:
    """Who may do it; empty for what the table does not name."""
    return MATRIX.get(operation, frozenset())
