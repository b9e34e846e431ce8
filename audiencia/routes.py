"""All pages, in one table. Who may open which is the authorisation matrix' matter (`staff.matrix`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from audiencia.administration.pages import (
    account,
    accounts,
    auditor,
    catalogue,
    departments,
    invitation,
    landing,
    privacy_officer,
    services,
    staff,
)
from audiencia.cases.pages import acts, answer, case, inbox, many, petition_desk, petitions
from audiencia.directory.pages import directory
from audiencia.followup.pages import follow, follow_case, lost_folio, turn
from audiencia.http import files, installed, islands
from audiencia.http.serving import live_socket
from audiencia.operations.checks.pages import health, readiness
from audiencia.queue.booking.pages import appointment, booking, booking_desk, call_list
from audiencia.queue.joining.pages import areas, devices, front_desk, join
from audiencia.queue.moderation.pages import estimates, interpreter, posters, practice, roster
from audiencia.reporting.pages import communication, election, hall, public_figures, report


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
    Route("GET", "/cifras", "public_figures", public_figures.show),
    Route("GET", "/cifras/datos.csv", "public_figures_csv", public_figures.data_csv),
    Route("GET", "/cifras/datos.json", "public_figures_json", public_figures.data_json),
    Route("GET", "/cifras/diccionario", "public_figures_words", public_figures.dictionary),
    Route("GET", "/cifras/diccionario.json", "public_figures_schema", public_figures.dictionary_json),
    Route("GET", "/directorio", "directory", directory.show),
    Route("GET", "/directorio.json", "directory_found", directory.found),
    Route("GET", "/directorio/{department}", "directory_department", directory.department),
    Route("GET", "/directorio/{department}/{service}", "directory_service", directory.service),
    Route("GET", "/directorio/{department}/{service}/pasos.json", "directory_steps", directory.steps),
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
    Route("GET", "/temas/{language}", "topics", islands.topics),
    Route("GET", "/avisos.js", "service_worker", installed.service_worker),
    Route("GET", "/manifiesto/{language}", "manifest", installed.manifest),
    Route("GET", "/sin-conexion/{language}", "offline", installed.offline),
    Route("GET", "/seguimiento", "follow_form", follow.show),
    Route("POST", "/seguimiento", "follow", follow.submit),
    Route("POST", "/seguimiento/turno", "open_here", follow.open_here),
    Route("POST", "/seguimiento/resuelto", "follow_said", follow.say_resolved),
    Route("GET", "/seguimiento/expediente", "case", follow_case.show),
    Route("GET", "/seguimiento/expediente/{answer}.pdf", "case_paper", follow_case.paper),
    Route("GET", "/seguimiento/expediente/archivos/{file}", "case_file", follow_case.file),
    Route("POST", "/seguimiento/expediente/aclarar", "case_clarify", follow_case.clarify),
    Route("POST", "/seguimiento/expediente/mensaje", "case_write", follow_case.write),
    Route("POST", "/seguimiento/expediente/conforme", "case_accept", follow_case.accept),
    Route("POST", "/seguimiento/expediente/reabrir", "case_reopen", follow_case.reopen),
    Route("POST", "/seguimiento/expediente/calificar", "case_rate", follow_case.rate),
    Route("POST", "/seguimiento/expediente/avisos", "case_tell_here", follow_case.tell_here),
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
    Route("GET", "/invitacion", "invitation", invitation.show),
    Route("POST", "/invitacion", "invitation_accepted", invitation.accept),
    Route("GET", "/entrar", "sign_in_form", staff.show_sign_in),
    Route("POST", "/entrar", "sign_in", staff.sign_in),
    Route("POST", "/salir", "sign_out", staff.sign_out),
    Route("GET", "/direccion", "director", staff.director),
    Route("GET", "/presidencia", "mayor", staff.mayor),
    Route("GET", "/asistencia", "assistant", staff.assistant),
    Route("GET", "/moderacion", "moderator", staff.moderator),
    Route("GET", "/moderacion/estimaciones", "estimates", estimates.estimates),
    Route("GET", "/revision", "readiness", readiness.show),
    Route("POST", "/revision/reloj", "clock_confirm", readiness.confirm_clock),
    Route("GET", "/practica", "practice", practice.show),
    Route("POST", "/practica", "practice_start", practice.start),
    Route("POST", "/practica/fin", "practice_stop", practice.stop),
    Route("GET", "/prueba", "device_test", readiness.show_test),
    Route("POST", "/prueba", "device_test_done", readiness.note_test),
    Route("GET", "/ventanilla", "front_desk", front_desk.show),
    Route("POST", "/ventanilla", "front_desk_join", front_desk.submit),
    Route("POST", "/ventanilla/buscar", "front_desk_find", front_desk.find),
    Route("POST", "/ventanilla/nombre", "front_desk_name", front_desk.name),
    Route("POST", "/ventanilla/talon", "front_desk_slip", front_desk.slip_again),
    Route("POST", "/ventanilla/nip", "front_desk_pin", front_desk.new_pin),
    Route("POST", "/ventanilla/cancelar", "front_desk_cancel", front_desk.cancel),
    Route("POST", "/ventanilla/llegada", "front_desk_check_in", front_desk.check_in),
    Route("POST", "/ventanilla/regresar", "front_desk_back", front_desk.put_back),
    Route("GET", "/ventanilla/cita", "desk_booking_form", booking_desk.show),
    Route("POST", "/ventanilla/cita", "desk_book", booking_desk.submit),
    Route("GET", "/ventanilla/avisar", "call_list", call_list.show),
    Route("POST", "/ventanilla/avisar", "call_list_people", call_list.show_people),
    Route("POST", "/ventanilla/avisar/anotar", "call_list_note", call_list.note),
    Route("GET", "/ventanilla/peticion", "desk_petition_form", petition_desk.show),
    Route("POST", "/ventanilla/peticion", "desk_petition", petition_desk.submit),
    Route("GET", "/ventanilla/folio", "desk_lost_form", lost_folio.show),
    Route("POST", "/ventanilla/folio", "desk_lost", lost_folio.find),
    Route("POST", "/ventanilla/folio/nip", "desk_lost_pin", lost_folio.renew),
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
    Route("GET", "/expedientes/{folio}/{act}", "desk_case_form_address", case.address_of_act),
    Route("GET", "/expedientes/{folio}/respuestas/{answer}.pdf", "desk_case_paper", answer.paper),
    Route("GET", "/expedientes/{folio}/archivos/{file}", "desk_case_attachment", case.file),
    Route("GET", "/comunicacion", "figures", communication.show),
    Route("GET", "/comunicacion/cifras.csv", "figures_file", communication.download),
    Route("GET", "/informe", "report", report.show),
    Route("GET", "/informe/informe.pdf", "report_paper", report.paper),
    Route("GET", "/informe/imagen.svg", "report_picture", report.picture),
    Route("GET", "/informe/imagen.png", "report_wide_picture", report.wide_picture),
    Route("GET", "/informe/imagen-cuadrada.png", "report_square_picture", report.square_picture),
    Route("GET", "/datos-personales", "trail_form", privacy_officer.show),
    Route("POST", "/datos-personales", "trail", privacy_officer.look_up),
    Route("GET", "/auditoria", "audit_log", auditor.show),
    Route("GET", "/auditoria/dia.csv", "audit_day", auditor.day),
    Route("GET", "/administracion", "accounts", accounts.show),
    Route("POST", "/administracion", "account", accounts.create),
    Route("POST", "/administracion/contrasena", "account_password", accounts.renew_password),
    Route("POST", "/administracion/desactivar", "account_closed", accounts.deactivate),
    Route("POST", "/administracion/activar", "account_opened", accounts.activate),
    Route("POST", "/administracion/invitar", "account_invited", accounts.invite_again),
    Route("POST", "/administracion/retirar-invitacion", "account_uninvited", accounts.withdraw_invitation),
    Route("GET", "/administracion/cuentas/{account}", "account_form", account.show),
    Route("POST", "/administracion/cuentas", "account_changed", account.change),
    Route("POST", "/administracion/cuentas/deshacer", "account_undone", account.undo),
    Route("GET", "/administracion/titulares", "roster_ahead", roster.show),
    Route("POST", "/administracion/titulares", "roster_ahead_set", roster.act),
    Route("GET", "/administracion/areas", "catalogue_departments", departments.show),
    Route("GET", "/administracion/areas/{department}", "catalogue_department", departments.one),
    Route("GET", "/administracion/area-nueva", "catalogue_new_department", departments.new),
    Route("GET", "/administracion/servicios", "catalogue_services", services.show),
    Route("GET", "/administracion/servicios/nuevo", "catalogue_new_service", services.new),
    Route("GET", "/administracion/servicios/{department}/{service}", "catalogue_service", services.one),
    Route("POST", "/administracion/servicios", "catalogue_services_act", catalogue.act),
    Route("GET", "/administracion/dias", "catalogue_days", catalogue.show),
    Route("GET", "/administracion/anuncios", "catalogue_announcements", catalogue.show),
    Route("GET", "/administracion/plantillas", "catalogue_templates", catalogue.show),
    Route("POST", "/administracion/contenido", "catalogue", catalogue.act),
    Route("GET", "/administracion/papeles", "posters", posters.show),
    Route("GET", "/administracion/papeles/{sheet}.pdf", "poster", posters.sheet),
    Route("GET", "/administracion/periodo-electoral", "election_periods", election.show),
    Route("POST", "/administracion/periodo-electoral", "election_period", election.set_period),
    Route("POST", "/administracion/periodo-electoral/levantar", "election_lifted", election.lift),
    Route("POST", "/conexion/{namespace}", "why_refused", live_socket.why_refused),
    Route("POST", "/idioma", "language", landing.choose_language),
    Route("GET", "/tema.css", "theme", files.theme),
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
