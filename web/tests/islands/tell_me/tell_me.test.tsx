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
  /** Another browser of theirs is told as well. */
  elsewhere = false;
  offered = OFFERED;
  status = 200;
  readonly sent: URLSearchParams[] = [];

  readonly fetch = async (_address: string, options: RequestInit = {}): Promise<Response> => {
    if (options.method === "POST") {
      const body = options.body as URLSearchParams;
      this.sent.push(body);
      const channel = body.get("channel") as "mail";
      if (this.status === 200)
        this.offered = { ...this.offered, asked: body.get("on") || this.elsewhere ? [channel] : [] };
    }
    return new Response(JSON.stringify(this.offered), { status: this.status });
  };
}

/** The browser's own means: one subscription of the whole site. */
class FakePush {
  held: unknown = null;

  constructor(private readonly unsubscribe: () => void) {}

  async subscribe(): Promise<unknown> {
    this.held = { toJSON: () => ({ endpoint: "here" }), unsubscribe: this.unsubscribe };
    return this.held;
  }

  async getSubscription(): Promise<unknown> {
    return this.held;
  }
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

  it("turns push off for the number alone: the browser's subscription serves notices of a case too", async () => {
    const unsubscribe = vi.fn();
    const pushManager = new FakePush(unsubscribe);
    vi.stubGlobal("PushManager", FakePush);
    vi.stubGlobal("Notification", { permission: "granted", requestPermission: async () => "granted" });
    const registration = { pushManager };
    const serviceWorker = {
      register: async () => registration,
      ready: registration,
      getRegistration: () => registration,
    };
    Object.defineProperty(navigator, "serviceWorker", { value: serviceWorker, configurable: true });
    server.offered = { ...OFFERED, push_key: "BKey" };
    server.elsewhere = true;
    render(<TellMe />);
    const button = () => screen.getByTestId("tell-push");
    const status = () => screen.getByTestId("tell-status").textContent;
    fireEvent.click(await screen.findByTestId("tell-push"));
    await waitFor(() => expect(button().dataset.on).toBe("yes"));
    expect(status()).toContain("We will tell you");
    fireEvent.click(button());
    await waitFor(() => expect(button().dataset.on).toBeUndefined());
    expect(Object.fromEntries(server.sent[1] ?? [])).toMatchObject({ on: "", subscription: '{"endpoint":"here"}' });
    expect(status()).toBe("On this device nothing is on.");
    expect([unsubscribe.mock.calls, pushManager.held]).toEqual([[], expect.anything()]);
    cleanup();
    // After a reload too, although the browser has a subscription and another one of theirs is told.
    render(<TellMe />);
    expect((await screen.findByTestId("tell-push")).dataset.on).toBeUndefined();
    expect(status()).toBe("On this device nothing is on.");
  });

  it("says what else there is where nothing can be told at all", async () => {
    server.offered = { ...OFFERED, mail: null, phone: null };
    render(<TellMe />);
    expect((await screen.findByTestId("tell-instead")).textContent).toContain("telephone call");
  });
});
