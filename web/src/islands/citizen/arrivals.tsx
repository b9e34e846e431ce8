import { useEffect, useState } from "preact/hooks";
import { lastShown, unseen } from "../../chat";
import { gettext, ngettext } from "../../i18n";
import type { ChatMessageOut, CitizenView, CommitmentOut, StepOut } from "../../protocol";
import { Promised } from "../../ui/commitments";
import { Icon } from "../../ui/icon";
import { StepsList } from "../../ui/steps";
import type { Panel } from "./call_sheets";
import type { Controller } from "./controller";

/** What came and was not acknowledged yet. */
export interface Arrived {
  steps: readonly StepOut[];
  promises: readonly CommitmentOut[];
  messages: readonly ChatMessageOut[];
  understoodHanded: () => void;
  understoodMessages: () => void;
}

/** What came since the call was shown, but for what is open in a sheet. */
export function useArrivals(controller: Controller, view: CitizenView, panel: Panel | "none"): Arrived {
  const handed = [...view.next_steps.map((one) => one.step_id), ...view.commitments.map(promiseKey)];
  const [known, setKnown] = useState<ReadonlySet<string>>(() => new Set(handed));
  const { seen } = controller.reading.call;
  const chat = view.chat?.channel === "call" ? view.chat : null;
  const last = lastShown(chat);
  const chatOpen = panel === "chat" || panel === "answer";
  const listOpen = panel === "steps" || (chatOpen && view.ticket.devices === "none");
  const understoodHanded = () => setKnown(new Set(handed));
  const understoodMessages = () => {
    if (last > seen.peek()) seen.value = last;
  };
  useEffect(() => {
    if (listOpen) understoodHanded();
  }, [listOpen, handed.length]);
  useEffect(() => {
    if (chatOpen) understoodMessages();
  }, [chatOpen, last]);
  return {
    steps: listOpen ? [] : view.next_steps.filter((one) => !known.has(one.step_id)),
    promises: listOpen ? [] : view.commitments.filter((one) => !known.has(promiseKey(one))),
    messages: chat && !chatOpen ? unseen(chat, seen.value) : [],
    understoodHanded,
    understoodMessages,
  };
}

function promiseKey(one: CommitmentOut): string {
  return `promise ${one.commitment_id}`;
}

interface Props {
  arrivals: Arrived;
  onPanel: (panel: Panel) => void;
}

/** Rises over the picture, at the top of what stands there. The live regions of the page have it read out. */
export function Arrivals({ arrivals, onPanel }: Props) {
  const { steps, promises, messages } = arrivals;
  const newest = messages.at(-1);
  return (
    <>
      {newest && <Message newest={newest} count={messages.length} arrivals={arrivals} onPanel={onPanel} />}
      {steps.length + promises.length > 0 && (
        <section class="toast" aria-label={gettext("Your next steps")} data-testid="arrived-steps">
          <div class="toast-head">
            {steps.length > 0 && <h2>{gettext("Your next steps")}</h2>}
            <button
              type="button"
              class="button"
              data-testid="steps-understood"
              onClick={() => arrivals.understoodHanded()}
            >
              {gettext("Understood")}
            </button>
          </div>
          {steps.length > 0 && <StepsList steps={steps} />}
          <Promised found={promises} />
        </section>
      )}
    </>
  );
}

function Message(props: Props & { newest: ChatMessageOut; count: number }) {
  const { newest, count, arrivals, onPanel } = props;
  return (
    <section class="toast" aria-label={gettext("Chat of this call")} data-testid="arrived-message">
      <div class="toast-head">
        <h2>
          <Icon name="message" /> {newest.name}
          {count > 1 && <span class="small soft"> · {ngettext("%(n)d new message", "%(n)d new messages", count)}</span>}
        </h2>
      </div>
      <p class={newest.damaged ? "damaged" : "chat-text"}>{newest.text}</p>
      <div class="row">
        <button
          type="button"
          class="button second"
          data-testid="message-answer"
          onClick={() => {
            arrivals.understoodMessages();
            onPanel("answer");
          }}
        >
          {gettext("Reply")}
        </button>
        <button
          type="button"
          class="button"
          data-testid="message-understood"
          onClick={() => arrivals.understoodMessages()}
        >
          {gettext("Understood")}
        </button>
      </div>
    </section>
  );
}
