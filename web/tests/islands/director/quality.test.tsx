import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type { DirectorHears, DirectorSays, LineQualityOut } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { assist, current, directorView, guestOut } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

let socket: FakeSocket;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  render(<DirectorPage controller={new Controller(connected.line)} />);
});
afterEach(cleanup);

function line(more: Partial<LineQualityOut> = {}): LineQualityOut {
  return {
    who: "citizen",
    grade: "good",
    cause: null,
    lasting: false,
    loss_up: 0,
    loss_down: 0.4,
    jitter_up: 5,
    jitter_down: null,
    round_trip: 80,
    rate_up: 298,
    rate_down: 301,
    freezes: 0,
    frozen_seconds: 0,
    ...more,
  };
}

const talking = (more = {}) => directorView({ state: "in_call" }, { current: current({ state: "in_call", ...more }) });
const told = (...lines: LineQualityOut[]) => act(() => socket.hears("quality", { lines }));
const textOf = (testid: string) => screen.getByTestId(testid).textContent ?? "";

describe("the connections of a call", () => {
  it("are shown in a word each, with the figures on demand", () => {
    act(() => socket.hears("view", talking({ name: "Rosa" })));
    expect(screen.queryByTestId("quality")).toBeNull();
    told(line(), line({ who: "self", grade: null }), line({ who: "other", grade: null, rate_up: 0 }));
    expect(textOf("line-other")).toContain("Nothing arrives");
    expect(textOf("line-citizen")).toContain("Rosa Good connection");
    expect(textOf("line-self")).toContain("You Measuring the connection…");
    const details = screen.getByTestId("line-citizen") as HTMLDetailsElement;
    expect(details.open).toBe(false);
    fireEvent.click(details.querySelector("summary") as HTMLElement);
    expect(details.textContent).toContain("sent 0 % · received 0.4 %");
    expect(details.textContent).toContain("sent 5 ms · received not known");
    expect(details.textContent).toContain("80 ms");
    expect(details.textContent).toContain("sent 298 kbit/s · received 301 kbit/s");
    expect(details.textContent).toContain("never");
  });

  it("are told apart by shape and word, never by colour alone", () => {
    act(() => socket.hears("view", talking()));
    const shown = (["good", "fair", "poor", null] as const).map((grade) => {
      told(line({ grade }));
      const summary = screen.getByTestId("line-citizen").querySelector("summary") as HTMLElement;
      expect(summary.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
      return [summary.querySelectorAll(".full").length, summary.textContent];
    });
    expect(shown.map(([bars]) => bars)).toEqual([3, 2, 1, 0]);
    expect(new Set(shown.map(([, words]) => words)).size).toBe(4);
  });

  it("say what is wrong, and whose", () => {
    act(() => socket.hears("view", talking()));
    told(
      line({ grade: "poor", cause: "frozen", freezes: 3, frozen_seconds: 7 }),
      line({ who: "self", grade: "fair", cause: "loss_up" }),
    );
    expect(textOf("line-citizen")).toContain("often stands still on this person's screen");
    expect(textOf("line-citizen")).toContain("3 times, 7 s");
    expect(textOf("line-self")).toContain("Part of what you send gets lost.");
    expect(screen.queryByTestId("advice-citizen")).toBeNull();
  });

  it("tell, once a poor one lasts, what helps with the buttons that are there", () => {
    const poor = line({ grade: "poor", cause: "loss_up", lasting: true });
    act(() => socket.hears("view", talking({ name: "Rosa", has_phone: true })));
    told(poor);
    expect(textOf("advice-citizen")).toContain("The connection of Rosa has been poor for a while.");
    expect(textOf("advice-citizen")).toContain("“Voice only”");
    expect(textOf("advice-citizen")).toContain("“Go on by telephone”");
    expect(screen.getByTestId("continue-by-phone")).toBeTruthy();
    expect(screen.getByTestId("advice-citizen").closest("[role=status]")).not.toBeNull();
    act(() => socket.hears("view", talking({ has_phone: false })));
    expect(textOf("advice-citizen")).not.toContain("telephone");
    act(() => socket.hears("view", talking({ has_phone: true, data_mode: "voice" })));
    expect(textOf("advice-citizen")).toContain("voice only already");
    told({ ...poor, who: "self" });
    expect(textOf("advice-self")).toContain("turn your camera off");
  });

  it("name the other director of a call of three", () => {
    act(() => socket.hears("view", { ...talking(), assist: assist({ joined: true, director: "Luz" }) }));
    told(line({ who: "other" }));
    expect(textOf("line-other")).toContain("Luz");
  });

  it("name each of several others", () => {
    const further = [guestOut("Ana", 9)];
    act(() => socket.hears("view", { ...talking(), assist: assist({ joined: true, director: "Luz" }), further }));
    told(line({ who: "other" }), line({ who: "other" }));
    expect(screen.getAllByTestId("line-other").map((one) => one.textContent)).toEqual([
      expect.stringContaining("Luz"),
      expect.stringContaining("Ana"),
    ]);
  });

  it("are away with the call, whatever was told last", () => {
    act(() => socket.hears("view", talking()));
    told(line());
    act(() => socket.hears("view", directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) })));
    expect(screen.queryByTestId("quality")).toBeNull();
  });
});
