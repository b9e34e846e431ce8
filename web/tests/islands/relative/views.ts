import type { RelativeView } from "../../../src/protocol";

export const person = (name: string) => ({ name, department: "", company: [], turned_off: [] });

/** As the server sends it in a call of three. */
export function view(changed: Partial<RelativeView> = {}): RelativeView {
  return {
    version: 1,
    now: "2026-12-01T16:00:00Z",
    state: "in_call",
    name: "Zoraida",
    director: "Lic. Gómez",
    department: "Obras",
    expires_at: null,
    ending: null,
    paused: false,
    epoch: 4,
    slots: { audio0: "citizen", video0: "citizen" },
    present: [person("Rosa"), person("Lic. Gómez")],
    turned_off: [],
    talk: null,
    media: { boot: "boot", max_bitrate: 240000, picture_first: false },
    ...changed,
  };
}
