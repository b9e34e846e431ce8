import { movable } from "../src/islands/moderator/state";
import type {
  AssistOut,
  BoardQueueOut,
  BoardRoomOut,
  BoardTicketOut,
  BoardView,
  CitizenView,
  CurrentOut,
  DirectorView,
  GuestOut,
  WaitingOut,
} from "../src/protocol";

const NOW = "2026-11-24T16:30:00Z";

const SESSION = {
  state: "open",
  day: "2026-11-24",
  opens_at: "2026-11-24T16:00:00Z",
  closes_at: "2026-11-24T20:00:00Z",
  demo: false,
} as const;

export const STEP = {
  step_id: "0b9a1f2e-0000-4000-8000-000000000001",
  step: "Bring the request",
  requirement: "Identification",
  cost: "",
  place: "Window 3",
  due: null,
};

export function citizenView(ticket: Partial<CitizenView["ticket"]> = {}, more: Partial<CitizenView> = {}): CitizenView {
  return {
    version: 1,
    now: NOW,
    session: SESSION,
    ticket: {
      number: "OP-017",
      state: "waiting",
      version: 3,
      department: "Public Works",
      department_slug: "works",
      topic: "Street light",
      joined_at: "2026-11-24T16:12:00Z",
      devices: "unknown",
      data_mode: "normal",
      camera_paused: false,
      turned_off: [],
      calls: 0,
      preferential: false,
      ready: false,
      ready_until: null,
      not_before: null,
      let_pass: null,
      medium: "video",
      phone_ends: "",
      chose_next: false,
      ...ticket,
    },
    queue_state: "open",
    queue_pause: null,
    folio: "MTP-2026-7K3QD",
    pin: "482913",
    line: {
      estimate: null,
      place: 3,
      front: ["OP-012", "OP-015", "OP-017"],
      rooms_open: 1,
      rooms_busy: 1,
    },
    call: null,
    talk: null,
    history: [{ at: NOW, text: "You took number OP-017." }],
    next_steps: [],
    commitments: [],
    knock: null,
    outcome: null,
    matters: [],
    matters_left: 2,
    word: null,
    held_until: null,
    announcements: [],
    offer: null,
    chat: null,
    help: null,
    conduct: null,
    can_report: false,
    booking: null,
    media: { boot: null, max_bitrate: 300_000, picture_first: false },
    ...more,
  };
}

/** The same view at another place of the line. */
export function atPlace(place: number, more: Partial<CitizenView> = {}): CitizenView {
  const view = citizenView({}, more);
  return { ...view, line: view.line && { ...view.line, place } };
}

export const CALL = {
  director: "Laura",
  department: "Public Works",
  answer_until: "2026-11-24T16:31:30Z",
  epoch: 4,
  slots: { audio0: "director", video0: "director" },
  director_connected: true,
  minute_taken: false,
  second: null,
  further: [],
  relative: null,
  company: [],
  turned_off: [],
  emergency_at: null,
  picture: null,
};

export function waiting(number: string, more: Partial<WaitingOut> = {}): WaitingOut {
  return {
    ticket_id: `id-${number}`,
    number,
    state: "waiting",
    version: 1,
    topic: "Street light",
    matter: "It is dark",
    adjustments: [],
    joined_at: "2026-11-24T16:12:00Z",
    connected: true,
    devices: "camera_and_microphone",
    moved_here: false,
    place: 1,
    ready: false,
    preferential: false,
    needs: null,
    unmet: [],
    calls: 0,
    medium: "video",
    ...more,
  };
}

export const MATTER = {
  matter_id: "0b9a1f2e-0000-4000-8000-000000000002",
  department: "Water",
  topic: "Leak",
  matter: "Water runs down the street",
};

/** Another guest of a call. */
export function guestOut(director: string, assist_id: number, joined = true): GuestOut {
  const expires_at = "2026-11-24T16:31:00Z";
  return { assist_id, kind: "invited", joined, director, department: "Parks", expires_at, turned_off: [] };
}

export function assist(more: Partial<AssistOut> = {}): AssistOut {
  return {
    assist_id: 1,
    role: "host",
    kind: "invited",
    joined: false,
    director: "Pedro",
    department: "Water",
    expires_at: "2026-11-24T16:31:00Z",
    number: "OP-012",
    topic: "Street light",
    matter: "It is dark",
    name: "",
    ticket_id: "id-OP-012",
    epoch: 4,
    slots: {},
    turned_off: [],
    citizen_turned_off: [],
    ...more,
  };
}

export function current(more: Partial<CurrentOut> = {}): CurrentOut {
  return {
    ticket_id: "id-OP-012",
    number: "OP-012",
    state: "in_call",
    folio: "MTP-2026-7K3QD",
    name: "María",
    contact: "",
    topic: "Street light",
    matter: "It is dark",
    guardian: "",
    adjustments: [],
    since: NOW,
    answer_until: null,
    minute_taken: false,
    connected: true,
    devices: "camera_and_microphone",
    data_mode: "normal",
    camera_paused: false,
    turned_off: [],
    next_steps: [],
    commitments: [],
    matters: [],
    notes: [],
    held_until: null,
    interpreter: null,
    medium: "video",
    phone: "",
    has_phone: false,
    note: { version: 0, text: "", by: null },
    emergency_at: null,
    picture: null,
    about_folio: "",
    step_templates: [],
    note_templates: [],
    ...more,
  };
}

export function directorView(room: Partial<DirectorView["room"]> = {}, more: Partial<DirectorView> = {}): DirectorView {
  return {
    version: 1,
    now: NOW,
    session: SESSION,
    department: "Public Works",
    director: "Laura",
    room: {
      state: "available",
      version: 5,
      epoch: 4,
      slots: { audio0: "c", video0: "c" },
      paused_until: null,
      paused_reason: null,
      draining: false,
      serves: ["Public Works"],
      company: [],
      told: [],
      turned_off: [],
      shares_screen: false,
      ...room,
    },
    current: null,
    waiting: [waiting("OP-012"), waiting("OP-015")],
    waiting_total: (more.waiting ?? [0, 0]).length,
    next_ticket: waiting("OP-012").ticket_id,
    absent: [],
    assist: null,
    further: [],
    relative: null,
    talk: null,
    knock: null,
    commitments: [],
    pending: [],
    targets: [
      { department: "Water", department_slug: "water", state: "open", rooms_free: 1, waiting: 4 },
      { department: "Parks", department_slug: "parks", state: "closed", rooms_free: 0, waiting: 0 },
    ],
    queue_state: "open",
    pause_reasons: [
      { code: "break", label: "Break" },
      { code: "technical", label: "Technical trouble" },
    ],
    dispositions: [
      { code: "information", outcome: "resolved_immediately", label: "Informed", needs_date: false },
      { code: "visit", outcome: "in_process", label: "Visit needed", needs_date: false },
      { code: "scheduled", outcome: "in_process", label: "Scheduled", needs_date: true },
    ],
    company_choices: [
      { code: "assistant", label: "Assistant" },
      { code: "press", label: "Press" },
    ],
    conduct_reasons: [{ code: "threats", label: "Threats" }],
    assistants: [],
    help: null,
    today: { attended: 3, resolved_immediately: 2, in_process: 1 },
    part: "director",
    chat: null,
    media: { boot: null, max_bitrate: 300_000, picture_first: false },
    ...more,
  };
}

export function boardTicket(number: string, more: Partial<BoardTicketOut> = {}): BoardTicketOut {
  return {
    ticket_id: `id-${number}`,
    number,
    state: "waiting",
    version: 1,
    topic: "Street light",
    joined_at: "2026-11-24T16:12:00Z",
    connected: true,
    place: 1,
    moved_here: false,
    ready: false,
    preferential: false,
    calls: 0,
    unread: 0,
    estimate: null,
    medium: "video",
    offer: null,
    booked_for: null,
    same_contact: [],
    ...more,
  };
}

export function boardRoom(more: Partial<BoardRoomOut> = {}): BoardRoomOut {
  return {
    room_id: 7,
    version: 2,
    draining: false,
    serves: ["works"],
    paused_until: null,
    paused_reason: null,
    interpreter: null,
    director: "Laura",
    state: "available",
    connected: true,
    number: null,
    since: null,
    poor_line: false,
    ...more,
  };
}

/** A line that is whole, unless `more` says otherwise. */
export function boardQueue(slug: string, numbers: string[], more: Partial<BoardQueueOut> = {}): BoardQueueOut {
  const tickets = more.tickets ?? numbers.map((number, index) => boardTicket(number, { place: index + 1 }));
  const waiting = tickets.filter(movable);
  const [longest] = [...waiting].sort((one, other) => one.joined_at.localeCompare(other.joined_at));
  return {
    version: 1,
    state_version: 9,
    now: NOW,
    department: slug.toUpperCase(),
    department_slug: slug,
    prefix: "XX",
    by_rule: false,
    state: "open",
    tickets,
    whole: true,
    hidden: 0,
    found: 0,
    waiting: waiting.length,
    booked: tickets.filter((ticket) => ticket.state === "booked").length,
    longest: longest ? { number: longest.number, joined_at: longest.joined_at } : null,
    rooms: [],
    attended: 0,
    paused_until: null,
    paused_reason: null,
    cap: 60,
    late: false,
    pending: 0,
    unmet: [],
    roster: [],
    offers: null,
    ...more,
  };
}

export function board(...queues: BoardQueueOut[]): BoardView {
  return {
    now: NOW,
    session: SESSION,
    queues,
    pause_reasons: [{ code: "technical", label: "Technical trouble" }],
    away_reasons: [{ code: "ill", label: "Fell ill", explanation: "The person who attends had to leave." }],
    priority_reasons: [{ code: "urgent", label: "Cannot wait", explanation: "Your matter cannot wait." }],
    move_reasons: [
      { code: "topic", label: "Wrong topic", explanation: "Your topic is attended in another department." },
    ],
  };
}
