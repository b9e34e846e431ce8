import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Offered, TellMe } from "../../../src/islands/tell_me";
import { untouchedPage } from "../harness";

const OFFERED: Offered = {
  push_key: null,
  mail: "an…@example.org",
  phone: "… 67",
  asked: [],
  csrf: "token",
};

/** The server: what it has said so far, and what it was sent. */
class Server {
  offered = OFFERED;
  status = 200;
  readonly sent: URLSearchParams[] = [];

  readonly fetch = async (_address: string, options: RequestInit = {}): Promise<Response> => {
    if (options.method === "POST") {
      const body = options.body as URLSearchParams;
      this.sent.push(body);
      const channel = body.get("channel") as "mail";
      if (this.status === 200) this.offered = { ...this.offered, asked: body.get("on") ? [channel] : [] };
    }
    return new Response(JSON.stringify(this.offered), { status: this.status });
  };
}

describe("being told with the page closed", () => {
  let server: Server;

  beforeEach(() => {
    localStorage.clear();
    untouchedPage();
    server = new Server();
    vi.stubGlobal("fetch", server.fetch);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("offers what there is, and turns a way on and off", async () => {
    render(<TellMe />);
    fireEvent.click(await screen.findByTestId("tell-mail"));
    await waitFor(() => expect(screen.getByTestId("tell-mail").dataset.on).toBe("yes"));
    expect(Object.fromEntries(server.sent[0] ?? [])).toEqual({
      csrf: "token",
      channel: "mail",
      on: "yes",
      subscription: "",
    });
    expect(localStorage.getItem("audiencia:tell")).toBe("yes");
    fireEvent.click(screen.getByTestId("tell-mail"));
    await waitFor(() => expect(screen.getByTestId("tell-mail").dataset.on).toBeUndefined());
    expect(localStorage.getItem("audiencia:tell")).toBeNull();
  });

  it("says that it did not work, and leaves it as it was", async () => {
    render(<TellMe />);
    const button = await screen.findByTestId("tell-sms");
    server.status = 500;
    fireEvent.click(button);
    await waitFor(() => expect(screen.getByTestId("tell-status").textContent).toContain("did not work"));
    expect(button.dataset.on).toBeUndefined();
  });

  it("says what else there is where nothing can be told at all", async () => {
    server.offered = { ...OFFERED, mail: null, phone: null };
    render(<TellMe />);
    expect((await screen.findByTestId("tell-instead")).textContent).toContain("telephone call");
  });
});
