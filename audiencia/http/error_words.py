"""For each error what happened and what the person can do: the English texts are the msgids. Nothing here is ever personal."""

from collections.abc import Mapping

from audiencia.core.errors import Code
from audiencia.core.gettext_mark import N_
from audiencia.staff.roles import OF_DEPARTMENT, STAFF_ROLES, Role

ERRORS: Mapping[Code, tuple[str, str]] = {
    Code.BAD_INPUT: (
        N_("Something is missing or not written as expected."),
        N_("Check what is marked and send it again."),
    ),
    Code.TOO_LARGE: (N_("What you sent is too large."), N_("Make it shorter and send it again.")),
    Code.TOO_SLOW: (
        N_("What you sent took too long to arrive."),
        N_("Send it again, with fewer or smaller files, or where the connection is better."),
    ),
    Code.TOO_MANY_REQUESTS: (
        N_("Too many attempts in a short time."),
        N_("Wait %(wait)s and try again. Your place in the line does not change meanwhile."),
    ),
    Code.NOT_FOUND: (
        N_("This page does not exist."),
        N_("Check the address, or start from the home page."),
    ),
    Code.METHOD_NOT_ALLOWED: (
        N_("This address does not take that kind of request."),
        N_("Go to the home page and start from there."),
    ),
    Code.SIGN_IN_NEEDED: (N_("This page is for staff who have signed in."), N_("Sign in and open it again.")),
    Code.SIGN_IN_FAILED: (
        N_("The user name or the password is not right."),
        N_("Write them again. Capital letters count in the password."),
    ),
    Code.TICKET_NEEDED: (
        N_("This browser has no number for today's audience."),
        N_(
            "Take a number. If you have one already, open it with its folio and PIN, or continue on the device that has it."
        ),
    ),
    Code.TICKET_ELSEWHERE: (
        N_("Your number goes on on another device. This one has stopped."),
        N_("Go on there. To bring it back here, open it with its folio and PIN, or with a code from that device."),
    ),
    Code.ROOM_ELSEWHERE: (
        N_("This room goes on on another device. This one has stopped, and its camera is off."),
        N_("Go on there. To bring it back here, make a code there, or sign in again."),
    ),
    Code.INVITE_UNKNOWN: (
        N_("This invitation does not count: it is wrong, was used or withdrawn, or is older than three days."),
        N_("Ask whoever invited you for another one."),
    ),
    Code.RELATIVE_LINK_UNKNOWN: (
        N_("This link leads into no call: it was used, replaced or is older than ten minutes, or the call is over."),
        N_("Ask whoever sent it to you for another one."),
    ),
    Code.DEVICE_CODE_UNKNOWN: (
        N_("This code does not open anything: it is wrong, was used or withdrawn, or is older than ten minutes."),
        N_("Make a new code on the other device."),
    ),
    Code.FOLIO_UNKNOWN: (
        N_("We found nothing with this folio and this PIN."),
        N_("Copy both as they appeared with your number; the folio looks like %(example)s and the PIN has 6 digits."),
    ),
    Code.FORBIDDEN: (
        N_("Your account may not do this."),
        N_("If you need it for your work, ask whoever administers this service."),
    ),
    Code.FOREIGN_ORIGIN: (
        N_("The request did not come from this site, so it was not carried out."),
        N_("Open this site again and repeat what you were doing."),
    ),
    Code.CSRF: (
        N_("The page had been open too long, or your browser does not keep cookies."),
        N_("Load the page again, allow cookies for this site, and send it once more."),
    ),
    Code.STALE_VERSION: (
        N_("Somebody else changed this a moment ago."),
        N_("Look at how it is now and decide again."),
    ),
    Code.NOT_ALLOWED_NOW: (
        N_("This cannot be done at this moment."),
        N_("Look at how it is now; if it still does not work, load the page again."),
    ),
    Code.TERM_OVER: (
        N_("The days in which this can be done are over, or it was done once already."),
        N_("Look at the days of the request; what is left is to answer it."),
    ),
    Code.IDENTITY_NEEDED: (
        N_("Nobody has noted yet by what it is known who asks."),
        N_("Note first what you saw of this person, and of what entitles them."),
    ),
    Code.TOO_MANY_REQUESTS_OPEN: (
        N_("There are %(limit)s requests under this folio that are not answered yet."),
        N_("Wait for their answer, or tell the office what you want to add."),
    ),
    Code.SESSION_CLOSED: (
        N_("The audience is closed now."),
        N_("Come back at the next session; the days and hours are on the home page."),
    ),
    Code.SESSION_NOT_OPEN_YET: (
        N_("The audience has not begun yet."),
        N_("Come back at the opening hour that the home page shows."),
    ),
    Code.UNKNOWN_TOPIC: (N_("This topic does not exist."), N_("Choose your topic from the list of departments.")),
    Code.UNKNOWN_SERVICE: (
        N_("This service is not in the directory."),
        N_("Look for it by another word, or choose a department."),
    ),
    Code.UNKNOWN_DEPARTMENT: (N_("This department does not exist."), N_("Choose one from the list of departments.")),
    Code.UNKNOWN_TICKET: (
        N_("This number is not in the line."),
        N_("Load the page again to see how the line is now."),
    ),
    Code.UNKNOWN_EVENT: (N_("The page sent something that the service does not know."), N_("Load the page again.")),
    Code.QUEUE_CLOSED: (
        N_("This department takes no more people today."),
        N_("Choose another topic, or come back at the next session."),
    ),
    Code.QUEUE_FULL: (
        N_("The line of this department is full at this moment."),
        N_("Try again in some minutes, or come back at the next session."),
    ),
    Code.QUEUE_PAUSED: (
        N_("The line of this department is paused."),
        N_("Nobody is called until it goes on; resume the line, or wait until then."),
    ),
    Code.TOO_LATE_TODAY: (
        N_("Whoever joins this line now would probably not be attended today."),
        N_("Choose another department, call us, or come back at the next session."),
    ),
    Code.BOOKING_CLOSED: (
        N_("No places can be booked for this department now."),
        N_("Take a number on the day of the session, or call us."),
    ),
    Code.PRACTICE_GOES_ON: (
        N_("A practice with simulated people goes on until %(until)s: nobody else can be in its lines."),
        N_("Come back then. Whoever runs the practice can end it before."),
    ),
    Code.SLOT_FULL: (
        N_("Somebody has just taken the last place of that hour."),
        N_("Choose another hour: what is left of each is shown below."),
    ),
    Code.ALREADY_IN_LINE: (
        N_("This person has another number in that line already."),
        N_("Go on with that number."),
    ),
    Code.DEVICE_IN_LINE: (
        N_("A number was already taken with this device."),
        N_("Open that number, or say that another person is using this device."),
    ),
    Code.CONTACT_IN_LINE: (
        N_("This telephone or e-mail is that of number %(number)s in the same line."),
        N_("If it is the same person, go on with that number. If it is another one, say so below and send it again."),
    ),
    Code.UNKNOWN_CARRIED_FOLIO: (
        N_("This folio and PIN give no priority: they do not match, or the priority was used already."),
        N_("Copy both as you were given them, or leave both empty to join without them."),
    ),
    Code.NOBODY_FOR_THIS_ROOM: (
        N_("Nobody in the line can be called to this room at this moment."),
        N_("Those who wait need an interpreter who is busy, or asked for another director."),
    ),
    Code.MINUTE_TAKEN: (
        N_("You already asked for a minute in this call."),
        N_("Answer now. If you cannot, your place is kept and you are called again."),
    ),
    Code.NO_ROOM_FREE: (
        N_("No director of that department is free at this moment."),
        N_("Try again in a moment, or transfer the person to that line."),
    ),
    Code.CALL_FULL: (
        N_("Six people are in this call, or were asked into it: nobody else fits."),
        N_("Go on without somebody, or withdraw an invitation, and try again."),
    ),
    Code.NO_SEAT: (
        N_("You do not assist in this room any more."),
        N_("Choose a room from the list, or ask its director."),
    ),
    Code.COMPANY_NEEDED: (
        N_("It is not said yet who is in the room."),
        N_("Say first whether you are alone: citizens read it before they answer."),
    ),
    Code.NOTE_CHANGED: (
        N_("%(by)s changed this note a moment ago. What you wrote was not saved."),
        N_("Read the note as it is now and add what is missing."),
    ),
    Code.CATALOGUE_CHANGED: (
        N_("%(by)s changed this a moment ago. What you wrote was not saved."),
        N_("Look at it as it is now, and change what is still missing."),
    ),
    Code.CATALOGUE_UNFIT: (
        N_("With this change the configuration would not be valid: %(why)s."),
        N_("Nothing was changed. Correct it and try again."),
    ),
    Code.DEPARTMENT_IN_USE: (
        N_("Somebody waits or is attended in this department, or has a place there."),
        N_("Retire it when its line is empty and its rooms are closed."),
    ),
    Code.SERVICE_DEPARTMENT_GONE: (
        N_("That department was retired, or nobody can choose it: people would not find the service there."),
        N_("Choose another department, or put that one back first."),
    ),
    Code.SERVICE_ADDRESS_TAKEN: (
        N_("Another service stands at this address by now."),
        N_("Look at both as they are now; moved anew, it gets an address of its own."),
    ),
    Code.DAY_BEGAN: (
        N_("The audience of that day has begun, or the day is over."),
        N_("Choose a day to come; a moderator can let the audience of today go on for longer."),
    ),
    Code.DAY_BOOKED: (
        N_("People have a place in the audience of that day already."),
        N_("Call the day off on the page of days: it says how many they are, asks why, and tells them."),
    ),
    Code.DAY_GIVEN_BACK: (
        N_("People had places on that day, and they were given back when it was called off."),
        N_("They do not come back by themselves. Read what follows, and decide."),
    ),
    Code.PLACES_CHANGED: (
        N_("Somebody booked or gave up a place of that day a moment ago. Nothing was changed."),
        N_("Look at how many they are now, and confirm again."),
    ),
    Code.REVIEWED_ALREADY: (N_("%(by)s reviewed this ending already."), N_("Look at the list as it is now.")),
    Code.HELP_OVER: (N_("This call for help is over."), N_("There is nothing to do.")),
    Code.TOO_MANY_REPORTS: (
        N_("You have reported as often as one visit can."),
        N_("What you reported is on record. To say more, call us with your folio."),
    ),
    Code.INVITATION_OVER: (
        N_("This invitation is over."),
        N_("The other director goes on with the call. Look at your room as it is now."),
    ),
    Code.CALL_OVER: (
        N_("You are not in this call any more, or the other person is not."),
        N_("Look at how it is now; if it still does not work, load the page again."),
    ),
    Code.ENCRYPTION_OFF: (
        N_("Calls are not encrypted end to end here."),
        N_("Load the page again: the call goes on, protected up to the server."),
    ),
    Code.NOT_NOW: (
        N_("Not now: this call cannot be entered at this moment."),
        N_("The call goes on as it is. You may knock again later."),
    ),
    Code.TOO_MANY_COMMITMENTS: (
        N_("There are already as many commitments as fit."),
        N_("Take one back, or put two into one."),
    ),
    Code.POSTPONED_TOO_OFTEN: (
        N_("You have let others pass as often as one person can."),
        N_("You keep your place and your time of arrival. Answer when you are called, or ask for a minute then."),
    ),
    Code.TOO_MANY_MATTERS: (
        N_("You already brought up as many matters as fit into one visit."),
        N_("Take one back, or take another number after this visit."),
    ),
    Code.MATTERS_LEFT: (
        N_("The person has another matter that has not been attended."),
        N_("Pass them on to it first, or ask them to take it back."),
    ),
    Code.BY_PHONE: (
        N_("The attention goes by telephone."),
        N_("End it, transfer it, or go back to video first."),
    ),
    Code.CITIZEN_AWAY: (
        N_("The page of the other side is not open."),
        N_("Go on by telephone; when the page is open again, you can go back to video."),
    ),
    Code.TELEPHONE_NEEDED: (
        N_("For this we need a telephone number."),
        N_("Write the ten digits of the number at which we should call."),
    ),
    Code.TOO_LATE_TO_SAY: (
        N_("The 48 hours to say whether your matter was resolved are over."),
        N_("If it is not resolved, call us with your folio, or take a number at the next session."),
    ),
    Code.TOO_MANY_STEPS: (
        N_("There are already as many next steps as fit."),
        N_("Take one back, or put two into one."),
    ),
    Code.NOTICE_NOT_ACCEPTED: (
        N_("To attend you we need you to read the notice and accept the necessary purposes."),
        N_("Tick the boxes that are marked. The other purposes are up to you."),
    ),
    Code.GUARDIAN_NEEDED: (
        N_("A person under 18 is attended when their mother, father or guardian authorises it."),
        N_(
            "Ask one of them to authorise it in this form or at the counter. If none of them can, call us: we look for a way."
        ),
    ),
    Code.GUARDIAN_WITHDREW: (
        N_("Mother, father or guardian took back the authorisation for this person under 18."),
        N_("They are not called again. If they were being attended, record the result."),
    ),
    Code.FORM_USED: (
        N_("This form was sent before, and its answer is not shown again."),
        N_("What it led to opens with its folio and PIN. Only if you want to send it as a new one, send it once more."),
    ),
    Code.CASE_ELSEWHERE: (
        N_("Another folio was opened on this device meanwhile. Nothing was sent or changed."),
        N_("Look up the folio again that you wrote for, and send it there."),
    ),
    Code.FORM_CHANGED: (
        N_("This form was sent already, and what you changed since is not in it."),
        N_("Open what you sent and add it there. Only if it is another matter, send it as a new one."),
    ),
    Code.NOTICE_CHANGED: (
        N_("The privacy notice changed while you were filling in the form."),
        N_("Read the new notice below and send the form again. What you wrote is still there."),
    ),
    Code.NOBODY_WAITING: (
        N_("There is nobody to call at this moment."),
        N_("Whoever takes a number appears in your list by themselves."),
    ),
    Code.OUTCOME_NEEDED: (
        N_("The result of the last attention is not recorded yet."),
        N_("Record it; then you can go on."),
    ),
    Code.UNKNOWN_DISPOSITION: (
        N_("This kind of answer does not exist or does not belong to that result."),
        N_("Choose one from the list."),
    ),
    Code.DATE_NEEDED: (
        N_("This kind of answer promises a date, and no next step has one."),
        N_("Write the date of the work or the appointment."),
    ),
    Code.ROOM_BUSY: (
        N_("The room is attending somebody or calling somebody."),
        N_("Finish that first."),
    ),
    Code.ROOM_CLOSED: (N_("The room is closed."), N_("Open the room first.")),
    Code.TICKET_MOVED: (
        N_("This number changed a moment ago."),
        N_("Look at the board as it is now."),
    ),
    Code.TICKETS_MOVED: (
        N_("%(number)s: changed a moment ago. Nobody was moved."),
        N_("Look at the board as it is now and choose again."),
    ),
    Code.WAITS_THERE: (
        N_("%(number)s: who holds this number has another one in that line already. Nobody was moved."),
        N_("Move the others, or end one of the two numbers first."),
    ),
    Code.TOO_MANY_ANNOUNCEMENTS: (
        N_("There are as many announcements as people can read."),
        N_("Withdraw one of them first."),
    ),
    Code.FIRST_ALREADY: (N_("This number is first in its line already."), N_("There is nothing to do.")),
    Code.UNDO_TOO_LATE: (
        N_("This can be undone for a minute, and that is over."),
        N_("Put it right as any other change, with a reason."),
    ),
    Code.SAME_DEPARTMENT: (N_("The number is already in that department."), N_("Choose another department.")),
    Code.COMPLAINT_STAYS: (
        N_("A complaint about public servants stays where it is: no other department may read it."),
        N_("Answer it here."),
    ),
    Code.COMPLAINT_APART: (
        N_("A complaint about a department does not go together with other matters of that department."),
        N_("Take another number for it, or send it as a petition: another department reads it."),
    ),
    Code.JOINED_ELSEWHERE: (
        N_("These cases are joined with different ones already."),
        N_("Separate one of them first, if all of them are about the same thing."),
    ),
    Code.ALREADY_ASKED: (
        N_("This person was asked already, and has not answered yet."),
        N_("Wait for the answer, or answer the petition as it is."),
    ),
    Code.NOT_ASKED: (N_("Nothing was asked about this petition."), N_("You can write a message instead.")),
    Code.TOO_LATE_TO_REOPEN: (
        N_("The time in which this could be opened again is over."),
        N_("Send a new petition; give this folio in it."),
    ),
    Code.TOO_MANY_MESSAGES: (
        N_("You have written many messages about this today."),
        N_("Write again tomorrow, or call us if it is urgent."),
    ),
    Code.TOO_MANY_CORRECTIONS: (
        N_("You have corrected your telephone or e-mail many times today."),
        N_("Correct it again tomorrow, or call us if it is urgent."),
    ),
    Code.UNKNOWN_CASE: (N_("There is no such case here."), N_("Go back to the list and look for its folio.")),
    Code.CASES_CHANGED: (
        N_("One of the cases changed since you chose them. Nothing was done to any of them."),
        N_("Look at what would happen to each now, and decide again."),
    ),
    Code.PETITIONS_CLOSED: (
        N_("Petitions are not received at this hour."),
        N_("Come back when it is open: the page of petitions says when."),
    ),
    Code.NO_COMPLAINTS_HERE: (
        N_("Complaints about public servants are not received here."),
        N_("Telephone or visit the municipality: the address is at the foot of the page."),
    ),
    Code.ANONYMOUS_NOT_ALLOWED: (N_("Petitions need a name here."), N_("Write your name.")),
    Code.CONTACT_NEEDED: (
        N_("For this way of answering we need a telephone or an e-mail."),
        N_("Write it, or choose to read the answer on this page."),
    ),
    Code.OFFICER_UNKNOWN: (
        N_("This person is not of the department that has the case."),
        N_("Choose somebody of the department."),
    ),
    Code.SUBSTITUTE_WAITS: (
        N_("You stand in today: you attend when a moderator seats you."),
        N_("Stay on this page: it tells you at once when you are needed."),
    ),
    Code.MARKED_AWAY: (
        N_("This director is marked as away today."),
        N_("A moderator can put the director back on today's roster."),
    ),
    Code.NO_SUBSTITUTE: (
        N_("That person does not stand in for this department today."),
        N_("Choose somebody else, or nobody."),
    ),
    Code.OFFER_OVER: (
        N_("That can no longer be chosen."),
        N_("The page shows how it stands now."),
    ),
    Code.ANSWER_TOO_LATE: (
        N_("The time to answer the call ran out."),
        N_("Your place is not lost: press “I am here” and you will be called again."),
    ),
    Code.MEDIA_UNAVAILABLE: (
        N_("Video and sound are not available at this moment."),
        N_("Stay on the page: it connects by itself, and your place is kept."),
    ),
    Code.MEDIA_FULL: (
        N_("There is no place for one more video room just now; the calls that go on would suffer."),
        N_("Open the room again when another one has closed, or tell whoever runs the service to add a media worker."),
    ),
    Code.MEDIA_CALL_FULL: (
        N_("There is no place for one more person in this call just now; the calls that go on would suffer."),
        N_("Go on without, and try again in some minutes: places are free when other calls have ended."),
    ),
    Code.MEDIA_CONNECTIONS_FULL: (
        N_("All connections for video and sound are taken at this moment."),
        N_("Stay on the page: your place is kept, it goes on trying, and whoever is called comes first."),
    ),
    Code.MEDIA_ELSEWHERE: (
        N_("Sound and picture are in another browser of yours."),
        N_("Press “Go on here” to have them in this one."),
    ),
    Code.MEDIA_OFFER_REFUSED: (
        N_("Your browser could not agree on video and sound with the service."),
        N_("Update the browser or try another one; your place is kept."),
    ),
    Code.PASSKEY_REFUSED: (
        N_("This passkey does not let you in."),
        N_("Try it again, or sign in with your password."),
    ),
    Code.PROVIDER_REFUSED: (
        N_("The municipality's account did not let you in."),
        N_("Try again. If it happens once more, tell whoever looks after the municipality's accounts."),
    ),
    Code.PROVIDER_AWAY: (
        N_("The municipality's accounts do not answer at the moment."),
        N_("Try again in a minute."),
    ),
    Code.PROVIDER_NO_GROUP: (
        N_("Your account of the municipality has no role here."),
        N_("Ask whoever looks after the municipality's accounts to give you the group of your work."),
    ),
    Code.PROVIDER_CLOSED: (
        N_("Your account here is closed."),
        N_("Ask an administrator of the audience to open it again."),
    ),
    Code.PROVIDER_ACCOUNT: (
        N_("This person signs in with the municipality's account and has no password here."),
        N_("Make another account for whoever needs a password."),
    ),
    Code.SECOND_STEP_REQUIRED: (
        N_("Your role signs in with a second step alone: this was the last one."),
        N_("Set up another one first."),
    ),
    Code.OWN_ACCOUNT: (
        N_("Nobody closes the account with which they are signed in."),
        N_("Ask another administrator to do it."),
    ),
    Code.LAST_ADMINISTRATOR: (
        N_("This is the last administrator who can sign in."),
        N_("Make or activate another administrator first."),
    ),
    Code.INTERPRETER_TAKEN: (
        N_("This interpreter has another account that is active."),
        N_("Deactivate that one first."),
    ),
    Code.DATA_UNREADABLE: (
        N_(
            "What was kept under this folio is damaged and cannot be opened. "
            "It is on record for whoever looks after the service."
        ),
        N_("Nothing was changed. Sending it again does not help: meanwhile it goes on by telephone or at the counter."),
    ),
    Code.UNAVAILABLE: (
        N_("The service is busy for a moment."),
        N_("Nothing was lost. Try again in a few seconds."),
    ),
    Code.INTERNAL: (
        N_("Something failed on our side."),
        N_("Nothing was half done. Try again; if it fails again, call us and tell us the code and the number below."),
    ),
}

_RECORD_WITHOUT_NOTES = N_(
    "Nothing was changed, and sending it again does not help. The result of a call can be recorded without notes. "
    "Tell administration: what is damaged has to be restored from a backup."
)
_ATTEND_WITHOUT_IT = N_(
    "Nothing was changed, and asking again does not help. Attend this person without it, and tell administration: what is damaged "
    "has to be restored from a backup."
)
_RESTORE = N_(
    "Nothing was changed, and asking again does not help. What is damaged has to be restored from a backup: "
    "tell whoever looks after the service."
)
TO_STAFF: Mapping[Code, Mapping[Role, str]] = {
    Code.DATA_UNREADABLE: dict.fromkeys(STAFF_ROLES, _RESTORE)
    | dict.fromkeys(OF_DEPARTMENT, _RECORD_WITHOUT_NOTES)
    | dict.fromkeys((Role.FRONT_DESK, Role.MODERATOR), _ATTEND_WITHOUT_IT)
}
"""What staff can do, where it is something else than what citizens can."""

RECORDED_FIRST = N_("%(by)s recorded the result of %(number)s a moment ago. Yours was not saved.")
"""A number that changed because of its result: who was first is said."""

_SIGN_IN = ("/entrar", N_("Sign in"))
_FOLIO = ("/seguimiento", N_("Follow my folio"))
_OWN_NUMBER = ("/seguimiento", N_("Open my number with folio and PIN"))
_AREAS = ("/areas", N_("Choose a department"))
HOME_AND_FOLIO = (("/", N_("Go to the home page")), _FOLIO)
WAYS_ON: Mapping[Code, tuple[tuple[str, str], ...]] = {
    Code.TICKET_NEEDED: (("/areas", N_("Take a number")), _OWN_NUMBER),
    Code.TICKET_ELSEWHERE: (_OWN_NUMBER, ("/continuar", N_("Write a code from the other device"))),
    Code.ROOM_ELSEWHERE: (_SIGN_IN, ("/continuar", N_("Write a code from the other device"))),
    Code.DEVICE_CODE_UNKNOWN: (("/continuar", N_("Write another code")), _FOLIO),
    Code.SIGN_IN_NEEDED: (_SIGN_IN,),
    Code.UNKNOWN_DEPARTMENT: (_AREAS, _FOLIO),
    Code.UNKNOWN_TOPIC: (_AREAS, _FOLIO),
    Code.UNKNOWN_SERVICE: (("/directorio", N_("Directory of services")), _FOLIO),
}
"""Where a page of an error leads to; other codes lead to `HOME_AND_FOLIO`, staff who have signed in to where they work."""
TO_OWN_PAGE = N_("Go to my page")
