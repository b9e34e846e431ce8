import "../../../styles/call.css";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { CitizenView, SecondOut } from "../../protocol";
import { guestFrom } from "../../ui/guest_from";
import { type Party, Stage } from "../../ui/stage";
import { Arrivals, useArrivals } from "./arrivals";
import { CallBar } from "./call_bar";
import { CallHead } from "./call_head";
import { CallNotes, Cover } from "./call_notes";
import { CallSheet, type Panel } from "./call_sheets";
import { AcceptPanel, CalledHead } from "./called";
import type { Controller } from "./controller";
import { OwnPicture } from "./own_picture";
import { CardShown } from "./safety";
import { guestsOf, liveCall, screenOf } from "./state";

interface Props {
  controller: Controller;
  /** What is said on every screen: the line, troubles, announcements. */
  notes: ComponentChildren;
}

/** From being called to the end of the call: one stage over the whole window, so that the picture is ready when it comes. */
export function CallScreen({ controller, notes }: Props) {
  const { view } = controller.state.value;
  return view && <Screen controller={controller} notes={notes} view={view} />;
}

function guestAs(guest: SecondOut): Party {
  return { name: guest.director, note: guestFrom(guest), off: guest.turned_off, large: guest.signs };
}

function Screen({ controller, notes, view }: Props & { view: CitizenView }) {
  const state = controller.state.value;
  const called = screenOf(state) === "called";
  const live = liveCall(state);
  // Who has nothing but the keyboard finds the chat open.
  const writes = view.ticket.devices === "none";
  const [chosen, setPanel] = useState<Panel | "none" | null>(null);
  const panel = called ? "none" : (chosen ?? (writes ? "chat" : "none"));
  const arrivals = useArrivals(controller, view, panel);
  return (
    <div
      class={`callscreen${called ? " called" : ""}${writes ? " writes" : ""}`}
      data-testid="callscreen"
      data-live={live !== null}
      data-panel={panel}
    >
      {called ? <CalledHead controller={controller} /> : <CallHead view={view} />}
      <div class="callnotes" data-testid="callnotes">
        {!called && <Arrivals arrivals={arrivals} onPanel={setPanel} />}
        {notes}
        <CallNotes controller={controller} view={view} called={called} />
      </div>
      <Stage
        link={controller.link}
        call={live}
        sounds={controller.arriving.value.sounds}
        parties={[
          { name: view.call?.director ?? "", cover: <Cover controller={controller} />, off: view.call?.turned_off },
          ...guestsOf(view.call).map(guestAs),
        ]}
      />
      {!(writes && controller.devices.camera.value === null) && (
        <OwnPicture devices={controller.devices} large={called} />
      )}
      {called && <AcceptPanel controller={controller} />}
      {panel !== "none" && (
        <CallSheet
          key={panel}
          panel={panel}
          controller={controller}
          view={view}
          asked={chosen !== null}
          onClose={() => setPanel("none")}
        />
      )}
      {!called && (
        <CallBar controller={controller} view={view} panel={panel} news={arrivals.messages.length} onPanel={setPanel} />
      )}
      <CardShown controller={controller} />
    </div>
  );
}
