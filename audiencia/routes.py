"""All pages, in one table, each with who may open it: with the live events' rows they are the authorisation matrix (`MATRIX`)."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from audiencia.administration.pages import (
    account,
    accounts,
    auditor,
    blocked,
    catalogue,
    components,
    departments,
    feed,
    invitation,
    landing,
    own_account,
    own_factors,
    passkeys,
    privacy_officer,
    provider,
    push_trial,
    retention,
    second_step,
    services,
    staff,
)
from audiencia.cases.pages import (
    acts,
    alike,
    answer,
    case,
    inbox,
    letters,
    many,
    open311,
    oversight,
    petition_desk,
    petitions,
)
from audiencia.directory.pages import directory, documents, for_programs
from audiencia.followup.pages import follow, follow_case, lost_folio, renewal, result, turn
from audiencia.http import files, installed, islands
from audiencia.http.serving import expectation, live_socket, uplink
from audiencia.operations.checks.pages import health, readiness
from audiencia.queue.booking.pages import appointment, booking, booking_desk, call_list
from audiencia.queue.call.pages import picture, relative
from audiencia.queue.joining.pages import areas, devices, front_desk, join
from audiencia.queue.moderation.pages import estimates, interpreter, posters, practice, roster
from audiencia.reporting.pages import (
    communication,
    election,
    hall,
    petition_figures,
    public_figures,
    report,
    session_list,
)
from audiencia.rights.pages import desk as rights_desk
from audiencia.rights.pages import export as rights_export
from audiencia.rights.pages import holder as rights_holder
from audiencia.rights.pages import incidents, papers
from audiencia.rights.pages import officer as rights_officer
from audiencia.staff.matrix import (
    ADMINISTRATOR,
    ANYBODY,
    ASSISTANT,
    AUDITOR,
    CITIZEN,
    COMMUNICATION,
    DESK,
    DIRECTOR,
    EVENTS,
    FRONT_DESK,
    INTERPRETER,
    MAYOR,
    MODERATOR,
    PRIVACY,
    REPORT,
    ROOM,
    STAFF,
)
from audiencia.staff.roles import Role


@dataclass(frozen=True, slots=True)
class Route:
    """One page. `path` as aiohttp writes it; a GET route answers HEAD too. `roles`: who may open it, or send it."""

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    roles: frozenset[Role]

    @property
    def operation(self) -> str:
        """Its row of the authorisation matrix, such as `GET /areas/{department}`."""
        return f"{self.method} {re.sub(r':[^{}]+', '', self.path)}"


ROUTES = (
    Route("GET", "/", landing.landing, ANYBODY),
    Route("GET", "/aviso", landing.notice, ANYBODY),
    Route("GET", "/su-llamada", landing.your_call, ANYBODY),
    Route("GET", "/areas", areas.areas, ANYBODY),
    Route("GET", "/areas/{department}", areas.area, ANYBODY),
    Route("GET", "/componentes", components.show, ANYBODY),  # there in the demonstration alone
    Route("GET", "/cifras", public_figures.show, ANYBODY),
    Route("GET", "/cifras/datos.csv", public_figures.data_csv, ANYBODY),
    Route("GET", "/cifras/datos.json", public_figures.data_json, ANYBODY),
    Route("GET", "/cifras/peticiones", petition_figures.show, ANYBODY),
    Route("GET", "/cifras/peticiones.csv", petition_figures.data_csv, ANYBODY),
    Route("GET", "/cifras/peticiones.json", petition_figures.data_json, ANYBODY),
    Route("GET", "/cifras/diccionario", public_figures.dictionary, ANYBODY),
    Route("GET", "/datos/catalogo.jsonld", public_figures.catalogue, ANYBODY),
    Route("GET", "/cifras/diccionario.json", public_figures.dictionary_json, ANYBODY),
    Route("GET", "/avisos.atom", feed.announcements, ANYBODY),
    Route("GET", "/robots.txt", for_programs.robots, ANYBODY),
    Route("GET", "/sitemap.xml", for_programs.sitemap, ANYBODY),
    Route("GET", "/.well-known/security.txt", for_programs.security, ANYBODY),
    Route("GET", "/directorio", directory.show, ANYBODY),
    Route("GET", "/directorio.json", directory.found, ANYBODY),
    Route("GET", "/directorio/otras-autoridades", directory.others, ANYBODY),
    Route("GET", "/directorio/{department}", directory.department, ANYBODY),
    Route("GET", "/directorio/{department}/{service}", directory.service, ANYBODY),
    Route("GET", "/directorio/{department}/{service}/pasos.json", directory.steps, ANYBODY),
    Route("GET", "/documentos", documents.show, ANYBODY),
    Route("GET", "/unirse/{department}/{topic}", join.show, ANYBODY),
    Route("POST", "/unirse/{department}/{topic}", join.submit, ANYBODY),
    Route("GET", "/citas/{department}/{topic}", booking.show, ANYBODY),
    Route("POST", "/citas/{department}/{topic}", booking.submit, ANYBODY),
    Route("GET", "/turno", turn.turn, CITIZEN),
    Route("GET", "/turno/cita.ics", appointment.calendar, CITIZEN),
    Route("POST", "/turno/llegada", appointment.check_in_here, CITIZEN),
    Route("POST", "/turno/cancelar", appointment.give_up, CITIZEN),
    Route("POST", "/turno/resuelto", turn.say_resolved, CITIZEN),
    Route("POST", "/turno/calificar", turn.rate, CITIZEN),
    Route("GET", "/turno/resultado.pdf", result.own_paper, CITIZEN),
    Route("GET", "/turno/pasos.ics", result.own_days, CITIZEN),
    Route("GET", "/turno/avisos", turn.tell_me, CITIZEN),
    Route("POST", "/turno/avisos", turn.change_tell_me, CITIZEN),
    Route("GET", "/textos/{language}/{part}", files.texts, ANYBODY),
    Route("GET", "/temas/{language}", islands.topics, ANYBODY),
    Route("POST", "/avisos/suscripcion", renewal.renew, ANYBODY),
    Route("GET", "/avisos.js", installed.service_worker, ANYBODY),
    Route("GET", "/manifiesto/{language}", installed.manifest, ANYBODY),
    Route("GET", "/sin-conexion/{language}", installed.offline, ANYBODY),
    Route("GET", "/seguimiento", follow.show, ANYBODY),
    Route("POST", "/seguimiento", follow.submit, ANYBODY),
    # With the proof that the page before gave.
    Route("POST", "/seguimiento/turno", follow.open_here, ANYBODY),
    Route("POST", "/seguimiento/resuelto", follow.say_resolved, ANYBODY),
    Route("POST", "/seguimiento/calificar", follow.rate, ANYBODY),
    Route("POST", "/seguimiento/autorizaciones", follow.change_consent, ANYBODY),
    Route("POST", "/seguimiento/resultado.pdf", result.paper, ANYBODY),
    Route("POST", "/seguimiento/pasos.ics", result.days, ANYBODY),
    # This and the next ones ask for the case's own cookie.
    Route("GET", "/seguimiento/expediente", follow_case.show, ANYBODY),
    Route("GET", "/seguimiento/expediente/{answer}.pdf", follow_case.paper, ANYBODY),
    Route("GET", "/seguimiento/expediente/archivos/{file}", follow_case.file, ANYBODY),
    Route("POST", "/seguimiento/expediente/aclarar", follow_case.clarify, ANYBODY),
    Route("POST", "/seguimiento/expediente/mensaje", follow_case.write, ANYBODY),
    Route("POST", "/seguimiento/expediente/conforme", follow_case.accept, ANYBODY),
    Route("POST", "/seguimiento/expediente/reabrir", follow_case.reopen, ANYBODY),
    Route("POST", "/seguimiento/expediente/retirar", follow_case.withdraw, ANYBODY),
    Route("POST", "/seguimiento/expediente/contacto", follow_case.correct, ANYBODY),
    Route("POST", "/seguimiento/expediente/calificar", follow_case.rate, ANYBODY),
    Route("POST", "/seguimiento/expediente/autorizaciones", follow_case.change_consent, ANYBODY),
    Route("POST", "/seguimiento/expediente/avisos", follow_case.tell_here, ANYBODY),
    # This and the next ones ask for the folio's own cookie.
    Route("GET", "/seguimiento/datos", rights_holder.show, ANYBODY),
    Route("POST", "/seguimiento/datos", rights_holder.make, ANYBODY),
    # With the proof that the page before gave.
    Route("POST", "/seguimiento/datos/abrir", rights_holder.open_here, ANYBODY),
    Route("POST", "/seguimiento/datos/{request}/aclarar", rights_holder.clarify, ANYBODY),
    Route("POST", "/seguimiento/datos/{request}/datos.json", rights_export.own_json, ANYBODY),
    Route("POST", "/seguimiento/datos/{request}/datos.pdf", rights_export.own_pdf, ANYBODY),
    Route("POST", "/seguimiento/borrar", follow_case.forget, ANYBODY),
    Route("GET", "/peticiones", petitions.show, ANYBODY),
    Route("GET", "/peticiones/nueva", petitions.show_form, ANYBODY),
    Route("POST", "/peticiones/nueva", petitions.submit, ANYBODY),
    Route("GET", "/peticiones/queja", petitions.show_complaint, ANYBODY),
    Route("POST", "/peticiones/queja", petitions.submit_complaint, ANYBODY),
    # This and the next one ask for the case's own cookie.
    Route("GET", "/peticiones/recibida", petitions.received, ANYBODY),
    Route("GET", "/peticiones/acuse.pdf", petitions.paper, ANYBODY),
    Route("GET", "/verificar", letters.show, ANYBODY),
    Route("POST", "/verificar", letters.submit, ANYBODY),  # with a code of 80 bits
    Route("GET", "/open311/discovery.{format:json|xml}", open311.discovery, ANYBODY),
    Route("GET", "/open311/v2/services.{format:json|xml}", open311.services, ANYBODY),
    Route("GET", "/open311/v2/services/{code}.{format:json|xml}", open311.definition, ANYBODY),
    Route("GET", "/open311/v2/requests.{format:json|xml}", open311.requests, ANYBODY),
    Route("POST", "/open311/v2/requests.{format:json|xml}", open311.submit, ANYBODY),
    Route("GET", "/open311/v2/requests/{folio}.{format:json|xml}", open311.one_request, ANYBODY),
    Route("GET", "/tablero", hall.board, ANYBODY),
    Route("GET", "/tablero.json", hall.board_now, ANYBODY),
    Route("GET", "/widget", hall.widget, ANYBODY),
    Route("GET", "/widget.json", hall.widget_now, ANYBODY),
    Route("GET", "/continuar", devices.show, ANYBODY),
    Route("POST", "/continuar", devices.submit, ANYBODY),  # with a one-time code
    Route("GET", "/autoridad.crt", files.authority, ANYBODY),
    Route("GET", "/invitacion", invitation.show, ANYBODY),
    Route("POST", "/invitacion", invitation.accept, ANYBODY),  # with a one-time code
    Route("GET", "/entrar", staff.show_sign_in, ANYBODY),
    Route("POST", "/entrar", staff.sign_in, ANYBODY),
    # This and the next one are there where there is an identity provider.
    Route("GET", "/entrar/municipio", provider.leave, ANYBODY),
    Route("GET", "/entrar/municipio/regreso", provider.come_back, ANYBODY),
    # This and the next three ask for the cookie of whose password was right.
    Route("GET", "/entrar/paso", second_step.show, ANYBODY),
    Route("POST", "/entrar/paso", second_step.prove, ANYBODY),
    Route("POST", "/entrar/alta", second_step.set_up, ANYBODY),
    Route("POST", "/entrar/alta/llave", passkeys.set_up, ANYBODY),
    Route("POST", "/entrar/llave", passkeys.sign_in, ANYBODY),
    Route("POST", "/salir", staff.sign_out, STAFF),
    Route("GET", "/cuenta", own_account.show, STAFF),
    Route("GET", "/cuenta/uso.json", own_account.use, STAFF),
    Route("POST", "/cuenta/uso.json", own_account.use, STAFF),
    Route("POST", "/cuenta/sesion", own_account.end_session, STAFF),
    Route("POST", "/cuenta/sesiones", own_account.end_others, STAFF),
    Route("POST", "/cuenta/contrasena", own_account.change_password, STAFF),
    Route("GET", "/cuenta/aplicacion", own_factors.show_totp, STAFF),
    Route("POST", "/cuenta/aplicacion", own_factors.add_totp, STAFF),
    Route("POST", "/cuenta/aplicacion/quitar", own_factors.remove_totp, STAFF),
    Route("GET", "/cuenta/llave", passkeys.show, STAFF),
    Route("POST", "/cuenta/llave", passkeys.add, STAFF),
    Route("POST", "/cuenta/llave/quitar", passkeys.remove, STAFF),
    Route("POST", "/cuenta/recuperacion", own_factors.renew_codes, STAFF),
    # Both for whoever has a link: `relative.show` knows them by their own cookie.
    Route("GET", "/acompanar", relative.show, ANYBODY),
    Route("POST", "/acompanar", relative.take_up, ANYBODY),
    Route("GET", "/direccion", staff.director, DIRECTOR),
    Route("POST", "/direccion/imagen", picture.keep, DESK),
    Route("GET", "/presidencia", staff.mayor, MAYOR),
    Route("GET", "/asistencia", staff.assistant, ASSISTANT),
    Route("GET", "/moderacion", staff.moderator, MODERATOR),
    Route("GET", "/moderacion/estimaciones", estimates.estimates, MODERATOR),
    Route("GET", "/revision", readiness.show, ADMINISTRATOR | MODERATOR),
    Route("POST", "/revision/reloj", readiness.confirm_clock, ADMINISTRATOR | MODERATOR),
    Route("GET", "/practica", practice.show, ADMINISTRATOR | MODERATOR),
    Route("POST", "/practica", practice.start, ADMINISTRATOR | MODERATOR),
    Route("POST", "/practica/fin", practice.stop, ADMINISTRATOR | MODERATOR),
    Route("GET", "/prueba", readiness.show_test, DESK),
    Route("POST", "/prueba", readiness.note_test, DESK),
    Route("GET", "/ventanilla", front_desk.show, FRONT_DESK),
    Route("POST", "/ventanilla", front_desk.submit, FRONT_DESK),
    Route("POST", "/ventanilla/buscar", front_desk.find, FRONT_DESK),
    Route("POST", "/ventanilla/nombre", front_desk.name, FRONT_DESK),
    Route("POST", "/ventanilla/talon", front_desk.slip_again, FRONT_DESK),
    Route("POST", "/ventanilla/nip", front_desk.new_pin, FRONT_DESK),
    Route("POST", "/ventanilla/cancelar", front_desk.cancel, FRONT_DESK),
    Route("POST", "/ventanilla/llegada", front_desk.check_in, FRONT_DESK),
    Route("POST", "/ventanilla/regresar", front_desk.put_back, FRONT_DESK),
    Route("GET", "/ventanilla/cita", booking_desk.show, FRONT_DESK),
    Route("POST", "/ventanilla/cita", booking_desk.submit, FRONT_DESK),
    Route("GET", "/ventanilla/avisar", call_list.show, FRONT_DESK),
    Route("POST", "/ventanilla/avisar", call_list.show_people, FRONT_DESK),
    Route("POST", "/ventanilla/avisar/anotar", call_list.note, FRONT_DESK),
    Route("GET", "/ventanilla/peticion", petition_desk.show, FRONT_DESK),
    Route("POST", "/ventanilla/peticion", petition_desk.submit, FRONT_DESK),
    Route("GET", "/ventanilla/folio", lost_folio.show, FRONT_DESK),
    Route("POST", "/ventanilla/folio", lost_folio.find, FRONT_DESK),
    Route("POST", "/ventanilla/folio/nip", lost_folio.renew, FRONT_DESK),
    Route("GET", "/interpretacion", interpreter.show, INTERPRETER),
    Route("POST", "/interpretacion/presencia", interpreter.set_present, INTERPRETER),
    # Each for what the own department publishes: administration/catalogue.py.
    Route("GET", "/publicaciones/documentos", catalogue.show, ROOM),
    Route("GET", "/publicaciones/anuncios", catalogue.show, ROOM),
    Route("POST", "/publicaciones", catalogue.act, ROOM),
    Route("GET", "/expedientes", inbox.show, ROOM),  # each for the own department: cases/use_cases/access.py
    Route("POST", "/expedientes/buscar", inbox.find, ROOM),
    Route("GET", "/expedientes/supervision", oversight.show, DESK),  # of a department in petitions.overseen_by
    Route("GET", "/expedientes/lista.csv", inbox.download, ROOM),
    Route("POST", "/expedientes/varios", many.act, ROOM),
    Route("GET", "/expedientes/{folio}", case.show, ROOM),
    Route("POST", "/expedientes/{folio}/asignar", acts.assign, ROOM),
    Route("POST", "/expedientes/{folio}/empezar", acts.begin, ROOM),
    Route("POST", "/expedientes/{folio}/turnar", acts.turn, ROOM),
    Route("POST", "/expedientes/{folio}/aclaracion", acts.ask, ROOM),
    Route("POST", "/expedientes/{folio}/mensaje", acts.write, ROOM),
    Route("POST", "/expedientes/{folio}/nota", acts.note, ROOM),
    Route("POST", "/expedientes/{folio}/asunto", acts.name_subject, ROOM),
    Route("POST", "/expedientes/{folio}/respuesta", answer.answer, ROOM),
    Route("POST", "/expedientes/{folio}/nombres", answer.check_names, ROOM),
    Route("POST", "/expedientes/{folio}/respuestas/{answer}/entrega", acts.deliver, ROOM),
    Route("GET", "/expedientes/{folio}/juntar", alike.show, ROOM),
    Route("POST", "/expedientes/{folio}/juntar", alike.join, ROOM),
    Route("POST", "/expedientes/{folio}/separar", alike.separate, ROOM),
    Route("GET", "/expedientes/{folio}/{act}", case.address_of_act, ROOM),
    Route("GET", "/expedientes/{folio}/respuestas/{answer}.pdf", answer.paper, ROOM),
    Route("GET", "/expedientes/{folio}/archivos/{file}", case.file, ROOM),
    Route("GET", "/comunicacion", communication.show, COMMUNICATION),
    Route("GET", "/comunicacion/cifras.csv", communication.download, COMMUNICATION),
    Route("GET", "/informe", report.show, REPORT),
    Route("GET", "/informe/jornadas", session_list.show, REPORT),
    Route("GET", "/informe/informe.pdf", report.paper, REPORT),
    Route("GET", "/informe/imagen.svg", report.picture, REPORT),
    Route("GET", "/informe/imagen.png", report.wide_picture, REPORT),
    Route("GET", "/informe/imagen-cuadrada.png", report.square_picture, REPORT),
    Route("GET", "/datos-personales/bloqueados", blocked.show, PRIVACY),
    Route("POST", "/datos-personales/bloqueados", blocked.read, PRIVACY),
    Route("GET", "/datos-personales", privacy_officer.show, PRIVACY),
    Route("POST", "/datos-personales", privacy_officer.look_up, PRIVACY),
    Route("GET", "/datos-personales/nueva", rights_desk.show, FRONT_DESK | PRIVACY),
    Route("POST", "/datos-personales/nueva", rights_desk.make, FRONT_DESK | PRIVACY),
    Route("POST", "/datos-personales/nueva/retirar", rights_desk.withdraw, FRONT_DESK | PRIVACY),
    Route("GET", "/datos-personales/documentos", papers.show, PRIVACY | ADMINISTRATOR),
    Route("GET", "/datos-personales/documentos/{paper}", papers.show_one, PRIVACY | ADMINISTRATOR),
    Route("GET", "/datos-personales/documentos/{paper}/archivo.pdf", papers.pdf, PRIVACY | ADMINISTRATOR),
    Route("GET", "/datos-personales/documentos/{paper}/archivo.csv", papers.table, PRIVACY | ADMINISTRATOR),
    Route("GET", "/datos-personales/incidentes", incidents.show, PRIVACY | ADMINISTRATOR),
    Route("GET", "/datos-personales/incidentes/nuevo", incidents.new, PRIVACY),
    Route("POST", "/datos-personales/incidentes/nuevo", incidents.register, PRIVACY),
    Route("GET", "/datos-personales/incidentes/{incident}", incidents.show_one, PRIVACY | ADMINISTRATOR),
    Route("GET", "/datos-personales/incidentes/{incident}/avisos/{to}.pdf", incidents.notice, PRIVACY | ADMINISTRATOR),
    Route("POST", "/datos-personales/incidentes/{incident}/{act}", incidents.act, PRIVACY),
    Route("GET", "/datos-personales/solicitudes", rights_officer.show, PRIVACY),
    Route("GET", "/datos-personales/solicitudes/{request}", rights_officer.show_one, PRIVACY),
    Route("POST", "/datos-personales/solicitudes/{request}/datos.json", rights_export.office_json, PRIVACY),
    Route("POST", "/datos-personales/solicitudes/{request}/datos.pdf", rights_export.office_pdf, PRIVACY),
    Route("POST", "/datos-personales/solicitudes/{request}/{act}", rights_officer.act, PRIVACY),
    Route("GET", "/auditoria", auditor.show, AUDITOR),
    Route("GET", "/auditoria/dia.csv", auditor.day, AUDITOR),
    Route("GET", "/administracion", accounts.show, ADMINISTRATOR),
    Route("POST", "/administracion", accounts.create, ADMINISTRATOR),
    Route("POST", "/administracion/contrasena", accounts.renew_password, ADMINISTRATOR),
    Route("POST", "/administracion/desactivar", accounts.deactivate, ADMINISTRATOR),
    Route("POST", "/administracion/activar", accounts.activate, ADMINISTRATOR),
    Route("POST", "/administracion/segundo-paso", accounts.reset_factors, ADMINISTRATOR),
    Route("POST", "/administracion/invitar", accounts.invite_again, ADMINISTRATOR),
    Route("POST", "/administracion/retirar-invitacion", accounts.withdraw_invitation, ADMINISTRATOR),
    Route("POST", "/administracion/aviso-de-prueba", push_trial.send, ADMINISTRATOR),
    Route("GET", "/administracion/cuentas/{account}", account.show, ADMINISTRATOR),
    Route("POST", "/administracion/cuentas", account.change, ADMINISTRATOR),
    Route("POST", "/administracion/cuentas/deshacer", account.undo, ADMINISTRATOR),
    Route("GET", "/administracion/titulares", roster.show, ADMINISTRATOR),
    Route("POST", "/administracion/titulares", roster.act, ADMINISTRATOR),
    Route("GET", "/administracion/areas", departments.show, ADMINISTRATOR),
    Route("GET", "/administracion/areas/{department}", departments.one, ADMINISTRATOR),
    Route("GET", "/administracion/area-nueva", departments.new, ADMINISTRATOR),
    Route("GET", "/administracion/servicios", services.show, ADMINISTRATOR),
    Route("GET", "/administracion/servicios/nuevo", services.new, ADMINISTRATOR),
    Route("GET", "/administracion/servicios/{department}/{service}", services.one, ADMINISTRATOR),
    Route("POST", "/administracion/servicios", catalogue.act, ADMINISTRATOR),
    Route("GET", "/administracion/dias", catalogue.show, ADMINISTRATOR),
    Route("GET", "/administracion/anuncios", catalogue.show, ADMINISTRATOR),
    Route("GET", "/administracion/documentos", catalogue.show, ADMINISTRATOR),
    Route("GET", "/administracion/plantillas", catalogue.show, ADMINISTRATOR),
    Route("POST", "/administracion/contenido", catalogue.act, ADMINISTRATOR),
    Route("GET", "/administracion/papeles", posters.show, ADMINISTRATOR),
    Route("GET", "/administracion/papeles/{sheet}.pdf", posters.sheet, ADMINISTRATOR),
    Route("GET", "/administracion/conservacion", retention.show, ADMINISTRATOR | PRIVACY),
    Route("GET", "/administracion/periodo-electoral", election.show, ADMINISTRATOR),
    Route("POST", "/administracion/periodo-electoral", election.set_period, ADMINISTRATOR),
    Route("POST", "/administracion/periodo-electoral/levantar", election.lift, ADMINISTRATOR),
    Route("POST", "/conexion/{namespace}", live_socket.why_refused, ANYBODY),
    Route("POST", "/subida", uplink.take, ANYBODY),
    Route("POST", "/idioma", landing.choose_language, ANYBODY),
    Route("GET", "/tema.css", files.theme, ANYBODY),
    Route("GET", "/static/dist/{path:.+}", files.built_file, ANYBODY),
    Route("GET", "/programas.sha256", files.script_sums, ANYBODY),
    Route("GET", "/salud", health.health, ANYBODY),
    Route("GET", "/salud/vivo", health.live, ANYBODY),
    # The handler answers to this machine, and to whoever brings the token.
    Route("GET", "/metrics", health.metrics, ANYBODY),
)
MATRIX = EVENTS.with_rows({one.operation: one.roles for one in ROUTES})


def add_routes(app: web.Application) -> None:
    """Registers the table."""
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler, expect_handler=expectation.go_on)
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, route.handler, expect_handler=expectation.go_on)
