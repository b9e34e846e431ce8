import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CurrentOut, MatterOut } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Written } from "../../ui/written";
import type { Controller } from "./controller";
import { NoteToNext, sendAlong } from "./note_to_next";

interface Props {
  controller: Controller;
  current: CurrentOut;
}

/** The person's other matters: each goes on in its department, without queuing again. */
export function MattersPanel({ controller, current }: Props) {
  if (!current.matters.length) return null;
  return (
    <section class="stack stack-tight" aria-labelledby="matters-title" data-testid="matters">
      <h2 id="matters-title" tabIndex={-1}>
        {gettext("Other matters of this person")}
      </h2>
      <p class="soft">
        {gettext("When yours is done, pass the next one on. The person waits by their time of arrival.")}
      </p>
      <ul class="people">
        {current.matters.map((matter) => (
          <Matter key={matter.matter_id} controller={controller} current={current} matter={matter} />
        ))}
      </ul>
    </section>
  );
}

function Matter({ controller, current, matter }: Props & { matter: MatterOut }) {
  const [asking, setAsking] = useState(false);
  return (
    <li class="person" data-testid="matter">
      <p class="strong">
        {matter.department} · {matter.topic}
      </p>
      <p>
        <Written text={matter.matter} damaged={matter.damaged} />
      </p>
      <button
        type="button"
        class="button second"
        data-testid="pass-on"
        disabled={controller.busy.value || current.state === "reconnecting"}
        onClick={() => setAsking(true)}
      >
        {gettext("Go on with this matter…")} <span class="visually-hidden">{matter.matter}</span>
      </button>
      {asking && <PassOnDialog controller={controller} matter={matter} onClose={() => setAsking(false)} />}
    </li>
  );
}

function PassOnDialog(props: { controller: Controller; matter: MatterOut; onClose: () => void }) {
  const { controller, matter, onClose } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    onClose();
    void sendAlong(controller, (note) => controller.say("pass_on", { matter_id: matter.matter_id, note }));
  };
  return (
    <Dialog title={gettext("Pass the next matter on?")} onClose={onClose} testid="pass-on-dialog">
      <form class="stack" onSubmit={submit} noValidate>
        <p>
          <b>
            {matter.department} · {matter.topic}:
          </b>{" "}
          <Written text={matter.matter} damaged={matter.damaged} />
        </p>
        <p>
          {gettext(
            "Your part is concluded and your room is free. The person waits there by their time of arrival, and the result of the whole visit is recorded at its end.",
          )}
        </p>
        <NoteToNext name="note_pass_on" controller={controller} />
        <Answers
          name="pass-on"
          confirm={gettext("Pass it on")}
          cancel={gettext("Not yet")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
