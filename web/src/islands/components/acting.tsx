import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Devices } from "../../devices";
import { gettext } from "../../i18n";
import { CallControls } from "../../ui/call_controls";
import { Confirm } from "../../ui/confirm";
import { DeviceCheck } from "../../ui/device_check";
import { Dialog } from "../../ui/dialog";
import { Menu, MenuLabel } from "../../ui/menu";
import { SelfView } from "../../ui/self_view";
import { Sheet } from "../../ui/sheet";
import { Tabs } from "../../ui/tabs";
import { UnheardNote } from "../../ui/unheard";
import { Part } from "./part";

type Shown = "dialog" | "confirm" | "danger" | "sheet" | null;

/** What is pressed, opened and closed. */
export function Acting() {
  const [devices] = useState(() => new Devices());
  return (
    <>
      <Part file="menu">
        <div class="row">
          <Menu testid="sample-menu" label={<MenuLabel icon="more" text={gettext("Menu")} />}>
            <p>{gettext("Nothing needs you now")}</p>
          </Menu>
          <Menu
            testid="sample-menu-badge"
            class="button second"
            label={<MenuLabel icon="more" text={gettext("More")} badge={{ n: 2, words: gettext("Overdue") }} />}
          >
            <p>{gettext("Nothing needs you now")}</p>
          </Menu>
        </div>
      </Part>
      <TabsPart />
      <DialogsPart />
      <Part file="call_controls">
        <CallControls devices={devices} end={{ label: gettext("End the call"), onEnd: nothing }} />
      </Part>
      <Part file="unheard">
        <UnheardNote devices={devices} unheard={signal(true)} />
      </Part>
      <Part file="self_view">
        <SelfView devices={devices} />
      </Part>
      <Part file="device_check">
        <DeviceCheck
          devices={devices}
          readyLabel={gettext("It works: keep this test")}
          onReady={nothing}
          onLater={nothing}
        />
      </Part>
    </>
  );
}

function nothing(): void {}

function TabsPart() {
  const [chosen, setChosen] = useState("first");
  const tabs = [
    { id: "first", label: gettext("Steps"), panel: <p>{gettext("Nothing is announced now.")}</p> },
    {
      id: "second",
      label: gettext("Chat"),
      badge: { n: 3, words: gettext("Chat"), testid: "sample-badge" },
      panel: <p>{gettext("Nothing needs you now")}</p>,
    },
  ];
  return (
    <Part file="tabs">
      <Tabs label={gettext("What was written")} tabs={tabs} chosen={chosen} onChoose={setChosen} />
    </Part>
  );
}

function DialogsPart() {
  const [shown, setShown] = useState<Shown>(null);
  const close = () => setShown(null);
  const text = <p>{gettext("If it does not happen, the call goes on as it is.")}</p>;
  const confirm = { name: "sample", confirm: gettext("Yes, I agree"), cancel: gettext("No, I do not") };
  return (
    <>
      <Part file="dialog">
        <Opens shown="dialog" onOpen={setShown} />
      </Part>
      <Part file="confirm">
        <div class="row">
          <Opens shown="confirm" onOpen={setShown} />
          <Opens shown="danger" onOpen={setShown} />
        </div>
      </Part>
      <Part file="sheet">
        <Opens shown="sheet" onOpen={setShown} />
        {shown === "sheet" && (
          <Sheet title={gettext("What was written")} testid="sample-sheet" onClose={close} focus="heading">
            {text}
          </Sheet>
        )}
      </Part>
      {shown === "dialog" && (
        <Dialog title={gettext("What was written")} testid="sample-dialog" onClose={close}>
          {text}
        </Dialog>
      )}
      {(shown === "confirm" || shown === "danger") && (
        <Confirm
          {...confirm}
          title={gettext("End the call")}
          danger={shown === "danger"}
          onConfirm={nothing}
          onClose={close}
        >
          {text}
        </Confirm>
      )}
    </>
  );
}

function Opens({ shown, onOpen }: { shown: Exclude<Shown, null>; onOpen: (shown: Shown) => void }) {
  return (
    <button type="button" class="button second" data-testid={`open-${shown}`} onClick={() => onOpen(shown)}>
      {gettext("Open: %(name)s", { name: shown })}
    </button>
  );
}
