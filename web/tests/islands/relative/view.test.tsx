import { act, cleanup, render, screen } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import { Controller } from "../../../src/islands/relative/controller";
import { RelativePage } from "../../../src/islands/relative/view";
import type { RelativeHears, RelativeSays } from "../../../src/protocol";
import { willingBrowser } from "../../fake_media";
import { connectedLine, untouchedPage } from "../harness";
import { view } from "./views";

vi.mock("../../../src/sound", () => ({
  meter: () => () => undefined,
  playNotes: () => undefined,
  ping: () => undefined,
}));
afterEach(cleanup);

it("says in the call that nothing has come for long", async () => {
  untouchedPage();
  willingBrowser();
  const { line, socket } = connectedLine<RelativeSays, RelativeHears>();
  const controller = new Controller(line);
  render(<RelativePage controller={controller} />);
  await act(async () => socket.hears("view", view()));
  expect(screen.queryByTestId("no-media")).toBeNull();
  await act(async () => {
    controller.arriving.value = { sounds: new Set(), without: true };
  });
  expect(screen.getByTestId("no-media").textContent).toContain("15 seconds");
  await act(async () => controller.tab.leave());
  expect(screen.queryByTestId("no-media")).toBeNull();
});
