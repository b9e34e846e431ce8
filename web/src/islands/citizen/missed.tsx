import { day } from "../../format";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";
import { Icon } from "../../ui/icon";
import { Aside } from "./after";
import { Elsewhere } from "./chat";
import type { Controller } from "./controller";
import { FolioCard } from "./folio";
import { LeaveButton } from "./leave";
import { OfferCard } from "./offer";
import { takesNumbers } from "./state";

interface Props {
  controller: Controller;
}

/** The person did not answer the call; one button brings them back, with their seniority. */
export function Absent({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="absent">
        <h1>{gettext("We called you and you did not answer")}</h1>
        <OfferCard controller={controller} />
        <p class="lead">
          {gettext("Nothing is lost. Press the button and you return to the line with your time of arrival.")}
        </p>
        <button
          type="button"
          class="button big"
          data-testid="come-back"
          disabled={controller.busy.value}
          onClick={() => void controller.comeBack()}
        >
          {gettext("I am here, put me back in the line")}
        </button>
        <Elsewhere controller={controller} />
        <LeaveButton controller={controller} />
      </section>
      <Aside view={view} />
    </div>
  );
}

/** Called twice without an answer: only a moderator brings the person back. */
export function NoShow({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  const over = view.session.state === "closed" || view.session.state === "closing";
  const ended = view.session.state === "closed" || view.queue_state === "closed";
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="no-show">
        <h1>{gettext("We called you more than once and you did not answer")}</h1>
        {ended ? (
          <p class="lead">
            {over
              ? gettext("The session is over. You can take a number again at the next one.")
              : gettext("This department attends nobody more today. You can take a number again at the next session.")}
          </p>
        ) : (
          <>
            <p class="lead">
              {gettext(
                "Your number is out of the line, and not lost: stay on this page if you still want to be attended.",
              )}
            </p>
            <p class="callout good note" data-testid="seen-by-moderators">
              <Icon name="check" />
              <span>
                {gettext(
                  "The moderators see that you are here. They can put you back in the line with your time of arrival.",
                )}
              </span>
            </p>
          </>
        )}
        {page().phone && (
          <p>{gettext("If nobody answers here, call %(phone)s and say your number.", { phone: page().phone })}</p>
        )}
      </section>
      <Aside view={view} />
    </div>
  );
}

/** The person gave up the place, or a moderator ended the ticket. */
export function Left({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  if (view.booking?.called_off) return <CalledOff view={view} why={view.booking.called_off} />;
  if (view.booking?.held_after_all) return <HeldAfterAll view={view} />;
  const cancelled = view.ticket.state === "cancelled";
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="left" data-cancelled={cancelled}>
        <h1>{cancelled ? gettext("Your number was cancelled") : gettext("You left the line")}</h1>
        {cancelled && <p class="lead">{lastWords(view)}</p>}
        <p class="lead">
          {cancelled
            ? gettext("If you think that this is a mistake, call %(phone)s and say your number.", {
                phone: page().phone,
              })
            : takesNumbers(view)
              ? gettext("If you change your mind, you can take a new number while the line takes people.")
              : gettext("You can take a number at the next session; the days and hours are on the home page.")}
        </p>
        <Home />
      </section>
      <FolioCard view={view} />
    </div>
  );
}

/** All that the last event led to: other matters can lapse with the number. */
function lastWords({ history }: CitizenView): string {
  const at = history.at(-1)?.at;
  return history
    .filter((one) => one.at === at)
    .map((one) => one.text)
    .join(" ");
}

/** The day of the appointment was called off: why, what is kept, and how to book again. */
function CalledOff({ view, why }: { view: CitizenView; why: string }) {
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="called-off">
        <h1>{gettext("There is no audience on the day of your appointment")}</h1>
        <p class="lead">
          <b>{day(view.session.day)}</b>
          <br />
          {gettext("Reason: %(reason)s", { reason: why })}
        </p>
        <p>{gettext("We are sorry. Your place was given back, and your folio is kept.")}</p>
        <ol class="ticks">
          <li>{gettext("Your folio is %(folio)s: keep it together with your PIN.", { folio: view.folio })}</li>
          <li>
            {gettext(
              "You have priority once: at the next audience take a number and write both where the page asks for them.",
            )}
          </li>
          <li>{gettext("Or book another hour.")}</li>
        </ol>
        <BookAgain />
      </section>
      <FolioCard view={view} />
    </div>
  );
}

/** The day of the appointment was called off and is held after all: the place on it was given back. */
function HeldAfterAll({ view }: { view: CitizenView }) {
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="held-after-all">
        <h1>{gettext("There is an audience on that day after all; your place was given back")}</h1>
        <p class="lead">
          {gettext("There is an audience on %(day)s after all. Your place was given back and is not held.", {
            day: day(view.session.day),
          })}
        </p>
        <p>
          {gettext(
            "You have priority once: on that day or at a later audience take a number with this folio and PIN, in any department, and you are called earlier. Or book another hour.",
          )}
        </p>
        <BookAgain />
      </section>
      <FolioCard view={view} />
    </div>
  );
}

function BookAgain() {
  return (
    <p>
      <a class="button" href={page().urls.areas} data-testid="book-again">
        {gettext("Book another hour")}
      </a>
    </p>
  );
}

/** The session closed before the person was attended: what is kept, and what to do next time. */
export function Later({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="later" data-state={view.ticket.state}>
        {view.ticket.state === "carried_over" ? <CarriedOver view={view} /> : <Lapsed view={view} />}
        <Home second={view.ticket.state === "lapsed" && isOpen(view)} />
      </section>
      <Aside view={view} />
    </div>
  );
}

function CarriedOver({ view }: { view: CitizenView }) {
  const chosen = view.ticket.chose_next;
  return (
    <>
      <h1>
        {chosen ? gettext("Your matter goes on at the next audience") : gettext("The session ended before your turn")}
      </h1>
      <p class="lead">
        {chosen
          ? gettext("As you chose, your number here has ended. Next time you have priority.")
          : gettext("We are sorry. Your matter is not lost, and next time you have priority.")}
      </p>
      <ol class="ticks" data-testid="carried-over">
        <li>{gettext("Your folio is %(folio)s: keep it together with your PIN.", { folio: view.folio })}</li>
        <li>
          {gettext("At the next session take a number and write this folio and PIN where the page asks for them.")}
        </li>
        <li>{gettext("You then have preferential attention: you are called earlier than by your time of arrival.")}</li>
      </ol>
      <p class="soft">{gettext("The days and hours of the sessions are on the home page.")}</p>
    </>
  );
}

function isOpen({ session }: CitizenView): boolean {
  return session.state === "open" || session.state === "lobby";
}

function Lapsed({ view }: { view: CitizenView }) {
  return (
    <>
      <h1>{gettext("Your appointment lapsed")}</h1>
      <p class="lead">{view.history.at(-1)?.text}</p>
      {isOpen(view) ? (
        <p>
          <a class="button" href={page().urls.areas} data-testid="take-number">
            {gettext("Take a number")}
          </a>
        </p>
      ) : (
        <p>{gettext("You can take a number at the next session; the days and hours are on the home page.")}</p>
      )}
    </>
  );
}

/** `second`: beside what comes first. */
function Home({ second }: { second?: boolean }) {
  return (
    <p>
      <a class={second ? "button second" : "button"} href={page().urls.home} data-testid="go-home">
        {gettext("Go to the home page")}
      </a>
    </p>
  );
}
