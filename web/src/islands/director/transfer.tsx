import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView, TargetOut } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary } from "../../ui/fields";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { NoteToNext, sendAlong } from "./note_to_next";
import { canInvite, canTransfer, phaseOf, takesPeople } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Opens the dialog that hands the person to another department, or asks somebody from there into the call. */
export function TransferButton({ controller, view }: Props) {
  if (!canTransfer(view)) return null;
  const open = () => {
    controller.attending.transferring.value = true;
  };
  return (
    <button type="button" class="button second" data-testid="transfer" onClick={open}>
      <Icon name="move" />
      {gettext("Another department…")}
    </button>
  );
}

/** Open for as long as it is about the same person, also while their connection is lost or when the call ends meanwhile. */
export function Transfer({ controller, view }: Props) {
  const { transferring } = controller.attending;
  const close = () => {
    transferring.value = false;
  };
  return transferring.value && view.current && <TransferDialog controller={controller} view={view} onClose={close} />;
}

function TransferDialog({ controller, view, onClose }: Props & { onClose: () => void }) {
  const [chosen, setChosen] = useState("");
  const [missing, setMissing] = useState(false);
  const target = view.targets.find((one) => one.department_slug === chosen);
  const act = (command: (department: string) => Promise<unknown>) => {
    setMissing(!target);
    if (!target) return;
    onClose();
    void command(target.department_slug);
  };
  return (
    <Dialog title={gettext("Another department")} onClose={onClose} testid="transfer-dialog">
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          act((department) => sendAlong(controller, (note) => controller.say("transfer_call", { department, note })));
        }}
      >
        {missing && <ErrorSummary errors={[["target-0", gettext("Choose the department.")]]} />}
        <Targets view={view} chosen={chosen} onChoose={setChosen} />
        <NoteToNext name="note_transfer" controller={controller} />
        <TransferActions controller={controller} view={view} target={target} onInvite={act} />
        <button type="button" class="bare" data-testid="transfer-cancel" onClick={onClose}>
          {gettext("Keep the person here")}
        </button>
      </form>
    </Dialog>
  );
}

function Targets(props: { view: DirectorView; chosen: string; onChoose: (department: string) => void }) {
  const { view, chosen, onChoose } = props;
  return (
    <fieldset>
      <legend>{gettext("To which department?")}</legend>
      <div class="choices columns">
        {view.targets.map((one, index) => (
          <Choice
            key={one.department_slug}
            id={`target-${index}`}
            name="target"
            label={one.department}
            hint={targetText(one)}
            testid={`target-${one.department_slug}`}
            checked={chosen === one.department_slug}
            disabled={!takesPeople(one) && !canInvite(view, one)}
            onCheck={() => onChoose(one.department_slug)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface ActionsProps extends Props {
  target: TargetOut | undefined;
  onInvite: (command: (department: string) => Promise<boolean>) => void;
}

function TransferActions({ controller, view, target, onInvite }: ActionsProps) {
  const warm = target !== undefined && canInvite(view, target);
  const cold = canTransfer(view) && (target === undefined || takesPeople(target));
  return (
    <div class="stack">
      {phaseOf(view) === "reconnecting" && (
        <p class="callout warn" role="status" data-testid="transfer-waits">
          {gettext("This person lost the connection and is coming back.")}
        </p>
      )}
      {phaseOf(view) === "in_call" && (
        <div class="stack stack-tight">
          <button
            type="button"
            class="button full"
            data-testid="invite"
            disabled={controller.busy.value || !warm}
            onClick={() => onInvite((department) => controller.say("invite_director", { department }))}
          >
            {gettext("Ask a director into this call")}
          </button>
          <p class="soft small">
            {gettext("All of you talk; then you hand the person over, or the other director leaves again.")}
          </p>
        </div>
      )}
      <div class="stack stack-tight">
        <button
          type="submit"
          class="button second full"
          data-testid="transfer-now"
          disabled={controller.busy.value || !cold}
        >
          {gettext("Send the person to that line")}
        </button>
        <p class="soft small">
          {gettext("The call ends here. The person waits there by their time of arrival, not at the end.")}
        </p>
      </div>
    </div>
  );
}

function targetText(target: TargetOut): string {
  if (!takesPeople(target)) return gettext("Takes nobody more today");
  const waiting = ngettext("%(n)d person waiting", "%(n)d people waiting", target.waiting);
  const free = ngettext("%(n)d director free now", "%(n)d directors free now", target.rooms_free);
  const paused = gettext("on a break");
  return `${waiting} · ${target.state === "paused" ? paused : free}`;
}
