"""All pages, in one table. Who may open which is the authorisation matrix' matter (`staff.matrix`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from audiencia.pages import (
    administration,
    appointment,
    areas,
    auditor,
    booking,
    communication,
    content,
    devices,
    estimates,
    files,
    follow,
    follow_case,
    front_desk,
    hall,
    health,
    interpreter,
    join,
    landing,
    petition_desk,
    petitions,
    privacy_officer,
    staff,
    theme,
    turn,
)
from audiencia.pages.cases import acts, answer, case, inbox, many


@dataclass(frozen=True, slots=True)
class Route:
    """One page. `path` as aiohttp writes it; a GET route answers HEAD too."""

    method: str
    path: str
    name: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]


ROUTES = (
    Route("GET", "/", "landing", landing.landing),
    Route("GET", "/aviso", "notice", landing.notice),
    Route("GET", "/areas", "areas", areas.areas),
    Route("GET", "/areas/{department}", "area", areas.area),
    Route("GET", "/unirse/{department}/{topic}", "join_form", join.show),
    Route("POST", "/unirse/{department}/{topic}", "join", join.submit),
    Route("GET", "/citas/{department}/{topic}", "booking_form", booking.show),
    Route("POST", "/citas/{department}/{topic}", "book", booking.submit),
    Route("GET", "/turno", "turn", turn.turn),
    Route("GET", "/turno/cita.ics", "appointment_file", appointment.calendar),
    Route("POST", "/turno/llegada", "appointment_check_in", appointment.check_in_here),
    Route("POST", "/turno/cancelar", "appointment_give_up", appointment.give_up),
    Route("POST", "/turno/resuelto", "turn_said", turn.say_resolved),
    Route("GET", "/turno/avisos", "tell_me", turn.tell_me),
    Route("POST", "/turno/avisos", "tell_me_change", turn.change_tell_me),
    Route("GET", "/textos/{language}/{part}", "texts", files.texts),
    Route("GET", "/avisos.js", "service_worker", files.service_worker),
    Route("GET", "/seguimiento", "follow_form", follow.show),
    Route("POST", "/seguimiento", "follow", follow.submit),
    Route("POST", "/seguimiento/turno", "open_here", follow.open_here),
    Route("POST", "/seguimiento/resuelto", "follow_said", follow.say_resolved),
    Route("GET", "/seguimiento/expediente", "case", follow_case.show),
    Route("GET", "/seguimiento/expediente/{answer}.pdf", "case_paper", follow_case.paper),
    Route("POST", "/seguimiento/expediente/aclarar", "case_clarify", follow_case.clarify),
    Route("POST", "/seguimiento/expediente/mensaje", "case_write", follow_case.write),
    Route("POST", "/seguimiento/expediente/conforme", "case_accept", follow_case.accept),
    Route("POST", "/seguimiento/expediente/reabrir", "case_reopen", follow_case.reopen),
    Route("POST", "/seguimiento/expediente/calificar", "case_rate", follow_case.rate),
    Route("POST", "/seguimiento/borrar", "forget", follow_case.forget),
    Route("GET", "/peticiones", "petitions", petitions.show),
    Route("GET", "/peticiones/nueva", "petition_form", petitions.show_form),
    Route("POST", "/peticiones/nueva", "petition", petitions.submit),
    Route("GET", "/peticiones/queja", "complaint_form", petitions.show_complaint),
    Route("POST", "/peticiones/queja", "complaint", petitions.submit_complaint),
    Route("GET", "/peticiones/recibida", "petition_received", petitions.received),
    Route("GET", "/peticiones/acuse.pdf", "petition_paper", petitions.paper),
    Route("GET", "/tablero", "wallboard", hall.board),
    Route("GET", "/tablero.json", "wallboard_now", hall.board_now),
    Route("GET", "/widget", "widget", hall.widget),
    Route("GET", "/widget.json", "widget_now", hall.widget_now),
    Route("GET", "/continuar", "go_on_form", devices.show),
    Route("POST", "/continuar", "go_on", devices.submit),
    Route("GET", "/autoridad.crt", "authority", files.authority),
    Route("GET", "/entrar", "sign_in_form", staff.show_sign_in),
    Route("POST", "/entrar", "sign_in", staff.sign_in),
    Route("POST", "/salir", "sign_out", staff.sign_out),
    Route("GET", "/direccion", "director", staff.director),
    Route("GET", "/presidencia", "mayor", staff.mayor),
    Route("GET", "/asistencia", "assistant", staff.assistant),
    Route("GET", "/moderacion", "moderator", staff.moderator),
    Route("GET", "/moderacion/estimaciones", "estimates", estimates.estimates),
    Route("GET", "/ventanilla", "front_desk", front_desk.show),
    Route("POST", "/ventanilla", "front_desk_join", front_desk.submit),
    Route("POST", "/ventanilla/buscar", "front_desk_find", front_desk.find),
    Route("POST", "/ventanilla/nombre", "front_desk_name", front_desk.name),
    Route("POST", "/ventanilla/talon", "front_desk_slip", front_desk.slip_again),
    Route("POST", "/ventanilla/nip", "front_desk_pin", front_desk.new_pin),
    Route("POST", "/ventanilla/cancelar", "front_desk_cancel", front_desk.cancel),
    Route("POST", "/ventanilla/llegada", "front_desk_check_in", front_desk.check_in),
    Route("POST", "/ventanilla/regresar", "front_desk_back", front_desk.put_back),
    Route("GET", "/ventanilla/peticion", "desk_petition_form", petition_desk.show),
    Route("POST", "/ventanilla/peticion", "desk_petition", petition_desk.submit),
    Route("GET", "/ventanilla/folio", "desk_lost_form", petition_desk.show_lost),
    Route("POST", "/ventanilla/folio", "desk_lost", petition_desk.find),
    Route("POST", "/ventanilla/folio/nip", "desk_lost_pin", petition_desk.renew),
    Route("GET", "/interpretacion", "interpretation", interpreter.show),
    Route("POST", "/interpretacion/presencia", "interpreter_present", interpreter.set_present),
    Route("GET", "/expedientes", "desk_cases", inbox.show),
    Route("POST", "/expedientes/buscar", "desk_cases_find", inbox.find),
    Route("GET", "/expedientes/lista.csv", "desk_cases_file", inbox.download),
    Route("POST", "/expedientes/varios", "desk_cases_many", many.act),
    Route("GET", "/expedientes/{folio}", "desk_case_staff", case.show),
    Route("POST", "/expedientes/{folio}/asignar", "desk_case_assign", acts.assign),
    Route("POST", "/expedientes/{folio}/empezar", "desk_case_begin", acts.begin),
    Route("POST", "/expedientes/{folio}/turnar", "desk_case_turn", acts.turn),
    Route("POST", "/expedientes/{folio}/aclaracion", "desk_case_ask", acts.ask),
    Route("POST", "/expedientes/{folio}/mensaje", "desk_case_write", acts.write),
    Route("POST", "/expedientes/{folio}/nota", "desk_case_note", acts.note),
    Route("POST", "/expedientes/{folio}/asunto", "desk_case_subject", acts.name_subject),
    Route("POST", "/expedientes/{folio}/respuesta", "desk_case_answer", answer.answer),
    Route("POST", "/expedientes/{folio}/respuestas/{answer}/entrega", "desk_case_deliver", acts.deliver),
    Route("GET", "/expedientes/{folio}/respuestas/{answer}.pdf", "desk_case_paper", answer.paper),
    Route("GET", "/expedientes/{folio}/archivos/{file}", "desk_case_attachment", case.file),
    Route("GET", "/comunicacion", "figures", communication.show),
    Route("GET", "/comunicacion/cifras.csv", "figures_file", communication.download),
    Route("GET", "/datos-personales", "trail_form", privacy_officer.show),
    Route("POST", "/datos-personales", "trail", privacy_officer.look_up),
    Route("GET", "/auditoria", "audit_log", auditor.show),
    Route("GET", "/auditoria/dia.csv", "audit_day", auditor.day),
    Route("GET", "/administracion", "accounts", administration.show),
    Route("POST", "/administracion", "account", administration.create),
    Route("POST", "/administracion/contrasena", "account_password", administration.renew_password),
    Route("POST", "/administracion/desactivar", "account_closed", administration.deactivate),
    Route("POST", "/administracion/activar", "account_opened", administration.activate),
    Route("GET", "/administracion/areas", "content_areas", content.show),
    Route("GET", "/administracion/dias", "content_days", content.show),
    Route("GET", "/administracion/plantillas", "content_templates", content.show),
    Route("POST", "/administracion/contenido", "content", content.act),
    Route("POST", "/idioma", "language", landing.choose_language),
    Route("GET", "/tema.css", "theme", theme.theme),
    Route("GET", "/static/dist/{path:.+}", "built_file", files.built_file),
    Route("GET", "/salud", "health", health.health),
    Route("GET", "/metrics", "metrics", health.metrics),
)


def add_routes(app: web.Application) -> None:
    """Registers the table."""
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler, name=route.name)
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, route.handler, name=route.name)
