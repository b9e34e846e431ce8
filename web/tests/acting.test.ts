import { describe, expect, it } from "vitest";
import { offerOver, stillMeant } from "../src/acting";
import type { Ack, Code } from "../src/protocol";

const refusal = (code: Code): Ack => ({
  ok: false,
  result: {},
  problem: { code, message: "", params: {}, fields: {} },
});
const ANSWER = { sdp: "answer", boot: "b1" };
const tab = { takes: true, leave: () => {} };
const offer = { peer_id: "p", sdp: "offer" };
const sending = (...acks: Ack[]) => offerOver({ ask: async () => acks.shift() ?? refusal("internal") }, tab);

describe("an offer that names its slots", () => {
  const named = { ...offer, slots: ["microphone", "camera"] };

  it.each(["bad_input", "media_offer_refused"] as const)(
    "may have met a server of the version before, when that says %s",
    async (code) => {
      expect(await sending(refusal(code))(named)).toBe("former");
      expect(await sending(refusal(code))(offer)).toBeNull();
    },
  );

  it("is answered, or refused for another reason", async () => {
    expect(await sending({ ok: true, result: ANSWER, problem: null })(named)).toEqual(ANSWER);
    expect(await sending(refusal("media_unavailable"))(named)).toBeNull();
    expect(await sending(refusal("media_connections_full"))(named)).toBe("full");
    expect(await sending(refusal("encryption_off"), refusal("bad_input"))({ ...named, encrypts: true })).toBe("former");
  });
});

it("tells at once that a command is meant no more where something else is shown by then", async () => {
  const said: number[] = [];
  const command = async (version: number) => {
    said.push(version);
    return refusal("stale_version");
  };
  const ack = await stillMeant(
    () => 3,
    () => said.length === 0,
    command,
  );
  expect([ack.problem?.code, said]).toEqual(["stale_version", [3]]);
}, 1000);
