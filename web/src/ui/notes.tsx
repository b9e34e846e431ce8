import { gettext } from "../i18n";
import { page } from "../page";
import type { Problem } from "../protocol";
import type { Connection } from "../socket";
import { Icon } from "./icon";

/** The state of the connection in words; `kept` says what is safe meanwhile. */
export function ConnectionNote(props: { connection: Connection; kept: string }) {
  const { connection, kept } = props;
  return (
    <div role="status" data-testid="connection" data-connection={connection}>
      {connection === "online" && <span class="tag good">{gettext("Connected")}</span>}
      {connection === "connecting" && <span class="tag warn">{gettext("Connecting…")}</span>}
      {connection === "offline" && (
        <p class="callout warn note">
          <Icon name="offline" />
          <span>
            <b>{gettext("Without connection.")}</b> {kept} {gettext("We are reconnecting by ourselves.")}
          </span>
        </p>
      )}
    </div>
  );
}

/** The server does not let this page in: what happened and where to go. */
export function RefusedPage({ problem, staff }: { problem: Problem; staff?: boolean }) {
  const urls = page().urls;
  const signIn = staff && problem.code !== "session_closed" && problem.code !== "queue_closed";
  return (
    <div class="stack measure" data-testid="refused" role="alert">
      <h1>{problem.message}</h1>
      <p class="row">
        {signIn ? (
          <a class="button" href={urls.sign_in}>
            {gettext("Sign in")}
          </a>
        ) : staff ? (
          <span class="soft">{gettext("This page opens by itself when the session begins.")}</span>
        ) : problem.code === "ticket_elsewhere" ? null : (
          <a class="button" href={urls.home}>
            {gettext("Take a number")}
          </a>
        )}
        {!staff && (
          <a class="button second" href={urls.follow}>
            {gettext("Follow my folio")}
          </a>
        )}
      </p>
    </div>
  );
}

/** A command that was refused, in the server's words. */
export function ProblemNote({ problem, onClose }: { problem: Problem | null; onClose: () => void }) {
  return (
    <div role="alert" data-testid="problem">
      {problem && (
        <div class="callout bad note">
          <Icon name="warn" />
          <p class="grow">{problem.message}</p>
          <button type="button" class="bare" onClick={onClose}>
            {gettext("Close")}
          </button>
        </div>
      )}
    </div>
  );
}
