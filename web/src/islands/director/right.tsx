import { gettext, ngettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { reachable } from "../../ui/reachable";
import { type Tab, Tabs } from "../../ui/tabs";
import { GuestPanel } from "./assist";
import { BroughtCase } from "./brought_case";
import { CallChat, chatNews, chatTicket } from "./chat";
import { CompanyPanel } from "./company";
import type { Controller } from "./controller";
import { NO_NOTE } from "./drafts";
import { LeftNotes } from "./left_notes";
import { WaitingPanel } from "./lists";
import { MayorPanel } from "./mayor";
import { PendingPanel } from "./pending";
import { Notes, PersonCard } from "./person";
import { OwedPanel, PromisePanel } from "./promises";
import { phaseOf } from "./state";
import { StepsPanel } from "./steps";
import { type NoteDraft, WorkingNote } from "./working_note";

interface Props {
  controller: Controller;
  view: DirectorView;
  draft: NoteDraft | null;
}

/** Beside the picture: the person with what is done for them, or between calls who waits and what is owed. */
export function RightColumn({ controller, view, draft }: Props) {
  const { current, assist } = view;
  const phase = phaseOf(view);
  const guest = phase === "assisting" && assist;
  if (!guest && (!current || phase === "reserved"))
    return (
      <div class="console-right">
        <section class="console-scroll" aria-label={gettext("Line and results")} ref={reachable}>
          <BetweenCalls controller={controller} view={view} owed />
        </section>
      </div>
    );
  const tabs = tabsOf({ controller, view, draft });
  const wanted = controller.attending.panel.value ?? usualTab(view);
  const chosen = tabs.some((one) => one.id === wanted) ? wanted : (tabs[0]?.id ?? "");
  return (
    <div class="console-right">
      {guest ? <GuestPanel assist={assist} /> : current && <PersonCard controller={controller} current={current} />}
      <Tabs
        label={gettext("About this person")}
        tabs={tabs}
        chosen={chosen}
        onChoose={(id) => {
          controller.attending.panel.value = id;
        }}
      />
    </div>
  );
}

/** What is read first: the chat of who cannot speak, then what was noted before, else the steps. */
function usualTab({ current }: DirectorView): string {
  if (!current) return "promises";
  if (current.devices === "none") return "chat";
  return current.notes.length || current.about_folio ? "before" : "steps";
}

function tabsOf({ controller, view, draft }: Props): readonly Tab[] {
  const { current } = view;
  const own = current && phaseOf(view) !== "assisting" ? current : null;
  const found: (Tab | null)[] = [
    own && stepsTab(controller, own),
    own && controller.attending.fieldsOf.value !== own.ticket_id ? noteTab(controller, own, draft) : null,
    chatTab({ controller, view, draft }),
    promisesTab(controller, view),
    own && beforeTab(controller, own),
    {
      id: "queue",
      label: gettext("Line"),
      letter: "f",
      panel: <BetweenCalls controller={controller} view={view} />,
    },
  ];
  return found.filter((one) => one !== null);
}

function stepsTab(controller: Controller, current: CurrentOut): Tab {
  return {
    id: "steps",
    label: gettext("Steps"),
    letter: "p",
    panel: <StepsPanel controller={controller} current={current} key={current.ticket_id} />,
  };
}

function noteTab(controller: Controller, current: CurrentOut, draft: NoteDraft | null): Tab {
  return {
    id: "note",
    label: gettext("Note"),
    letter: "n",
    panel: (
      <WorkingNote
        key={current.ticket_id}
        name="note_working"
        note={current.note}
        draft={draft ?? undefined}
        templates={current.note_templates}
        busy={controller.busy.value}
        save={(text, seen) => controller.saveNote(current.ticket_id, text, seen)}
      />
    ),
  };
}

function chatTab({ controller, view, draft }: Props): Tab | null {
  const ticket = chatTicket(view);
  if (!ticket) return null;
  const n = chatNews(view, controller.readingOf(ticket));
  const open = (controller.attending.panel.value ?? usualTab(view)) === "chat";
  return {
    id: "chat",
    label: gettext("Chat"),
    letter: "c",
    badge: { n: open ? 0 : n, words: ngettext("new message", "new messages", n), testid: "chat-unseen" },
    panel: <CallChat controller={controller} view={view} draft={draft} open={open} />,
  };
}

function promisesTab(controller: Controller, view: DirectorView): Tab {
  const { current, assist } = view;
  const person = current ?? assist;
  return {
    id: "promises",
    label: gettext("Commitments"),
    letter: "k",
    panel: (
      <>
        {person && (
          <PromisePanel
            key={person.ticket_id}
            controller={controller}
            ticket={person.ticket_id}
            found={current?.commitments ?? []}
            draft={controller.drafts.of({ ...person, note: current?.note ?? NO_NOTE }).promise}
          />
        )}
        <Owed controller={controller} view={view} />
      </>
    ),
  };
}

function beforeTab(controller: Controller, current: CurrentOut): Tab {
  const { notes, about_folio, ticket_id } = current;
  return {
    id: "before",
    label: gettext("From before"),
    letter: "a",
    panel: (
      <>
        {about_folio && <BroughtCase controller={controller} current={current} key={`case ${ticket_id}`} />}
        <Notes current={current} />
        {!notes.length && !about_folio && (
          <p class="soft">{gettext("No other department left a note, and the person named no earlier folio.")}</p>
        )}
      </>
    ),
  };
}

function Owed({ controller, view }: Omit<Props, "draft">) {
  const mayor = controller.mayor.value;
  return mayor ? (
    <OwedPanel controller={controller} found={mayor.commitments} title={gettext("Open commitments")} />
  ) : (
    <OwedPanel controller={controller} found={view.commitments} title={gettext("Commitments to keep")} />
  );
}

/** Who waits, what is owed, who is in the room, and the day so far; for the mayor first the calls that go on. */
function BetweenCalls({ controller, view, owed }: Omit<Props, "draft"> & { owed?: boolean }) {
  const mayor = controller.mayor.value;
  return (
    <div class="stack">
      {mayor && <MayorPanel controller={controller} view={view} mayor={mayor} />}
      <LeftNotes
        drafts={controller.drafts}
        current={view.current}
        promised={view.current ?? view.assist}
        pending={view.pending}
        busy={controller.busy.value}
      />
      <PendingPanel controller={controller} view={view} />
      <WaitingPanel controller={controller} view={view} />
      {owed && <Owed controller={controller} view={view} />}
      {phaseOf(view) !== "closed" && <CompanyPanel controller={controller} view={view} />}
    </div>
  );
}
