import { useState } from "preact/hooks";
import { reading } from "../../chat";
import { gettext } from "../../i18n";
import type { Ack, ChatMessageOut, ChatOut, OwnedCommitmentOut, StepOut } from "../../protocol";
import { Adjustments } from "../../ui/adjustments";
import { Chat } from "../../ui/chat";
import { ChatDock } from "../../ui/chat_dock";
import { CommitmentList } from "../../ui/commitments";
import { Icon, NAMES } from "../../ui/icon";
import { MediumTag } from "../../ui/medium";
import { ConnectionNote, ProblemNote } from "../../ui/notes";
import { StepsList } from "../../ui/steps";
import { Part } from "./part";

const DAY = "2026-12-01";
const MOMENT = `${DAY}T16:05:00Z`;

/** What tells somebody something. */
export function Reading() {
  const kept = gettext("The board may be out of date.");
  return (
    <>
      <Part file="notes">
        <ConnectionNote connection="online" kept={kept} />
        <ConnectionNote connection="connecting" kept={kept} />
        <ConnectionNote connection="offline" kept={kept} />
        <ProblemNote problem={{ code: "stale_version", message: kept }} onClose={nothing} />
      </Part>
      <Part file="icon">
        <ul class="plain-list row icon-samples">
          {NAMES.map((name) => (
            <li key={name}>
              <Icon name={name} /> <code>{name}</code>
            </li>
          ))}
        </ul>
      </Part>
      <Part file="medium">
        <div class="row">
          <MediumTag medium="phone" />
          <MediumTag medium="counter" />
        </div>
      </Part>
      <Part file="adjustments">
        <Adjustments adjustments={[gettext("By telephone"), gettext("At the counter")]} />
      </Part>
      <Part file="steps">
        <StepsList steps={steps()} />
      </Part>
      <Part file="commitments">
        <CommitmentList found={commitments()} />
      </Part>
      <ChatPart />
    </>
  );
}

function nothing(): void {}

function steps(): StepOut[] {
  const step = {
    step: gettext("Take a number"),
    requirement: gettext("Folio"),
    cost: "$ 0",
    place: "Plaza 1",
    due: DAY,
  };
  return [
    { ...step, step_id: "1" },
    { step_id: "2", step: gettext("Follow my folio"), requirement: "", cost: "", place: "", due: null },
  ];
}

function commitments(): OwnedCommitmentOut[] {
  const one = { text: gettext("Follow my folio"), owner: "Agua y Drenaje", due: DAY, folio: "MTP-26-0000-00000" };
  const state = { done: false, overdue: false, can_withdraw: false };
  return [
    { ...one, ...state, commitment_id: "1" },
    { ...one, ...state, commitment_id: "2", overdue: true },
    { ...one, ...state, commitment_id: "3", done: true },
  ];
}

function ChatPart() {
  const [read] = useState(reading);
  const says = (id: number, mine: boolean): ChatMessageOut => ({
    id,
    mine,
    who: mine ? "moderator" : "citizen",
    name: mine ? "Irma Salgado" : "",
    text: gettext("Nothing needs you now"),
    at: MOMENT,
  });
  const chat: ChatOut = { channel: "help", messages: [says(1, false), says(2, true)], may_write: true };
  const write = async (): Promise<Ack> => ({ ok: true });
  return (
    <>
      <Part file="chat">
        <Chat name="sample" chat={chat} citizen="RO-014" write={write} />
        <Chat name="sample-closed" chat={{ ...chat, may_write: false }} citizen="RO-014" write={write} />
      </Part>
      <Part file="chat_dock">
        <ChatDock
          title={gettext("Chat")}
          name="sample-dock"
          chat={chat}
          citizen="RO-014"
          write={write}
          reading={read}
          usual={false}
        />
      </Part>
    </>
  );
}
