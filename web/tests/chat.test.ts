import { describe, expect, it } from "vitest";
import { draftOf, fresh, unseen } from "../src/chat";
import { carries, grouped } from "../src/device_code";
import type { ChatMessageOut, ChatOut } from "../src/protocol";

const message = (id: number, more: Partial<ChatMessageOut> = {}): ChatMessageOut => ({
  id,
  who: "moderator",
  name: "Mod",
  mine: false,
  text: `message ${id}`,
  at: "2026-11-24T16:00:00Z",
  ...more,
});
const chat = (channel: ChatOut["channel"], ...messages: ChatMessageOut[]): ChatOut => ({
  channel,
  messages,
  may_write: true,
});

describe("what is new in a conversation", () => {
  it("is what others wrote after what was seen", () => {
    const found = unseen(chat("help", message(1), message(2, { mine: true }), message(3)), 1);
    expect(found.map((one) => one.id)).toEqual([3]);
  });

  it("is all of another conversation, and nothing without one", () => {
    const before = chat("help", message(1), message(7));
    expect(fresh(before, chat("help", message(7), message(8))).map((one) => one.id)).toEqual([8]);
    expect(fresh(before, chat("call", message(3))).map((one) => one.id)).toEqual([3]);
    expect(fresh(before, null)).toEqual([]);
  });

  it("what is typed belongs to one conversation and outlives its field", () => {
    draftOf("help").value = "not yet sent";
    expect(draftOf("help").value).toBe("not yet sent");
    expect(draftOf("call").value).toBe("");
  });
});

describe("codes for another device", () => {
  const invitation = `W${"0123456789ABCDEFGHJKMNPQRSTVWXYZ".slice(0, 31)}`;

  it.each(["T01234567", "R89ABCDEF", invitation])(
    "are read from the fragment alone, with what they carry: %s",
    (code) => {
      expect(carries(`#${code}`)).toEqual({ code, letter: code[0] });
      for (const wrong of ["", "#", `#${code}X`, `#X${code.slice(1)}`, `#${code.toLowerCase()}`, "#content"])
        expect(carries(wrong)).toBeNull();
    },
  );

  it("are shown in groups of four", () => {
    expect(grouped("T1234567")).toBe("T123 4567");
  });
});
