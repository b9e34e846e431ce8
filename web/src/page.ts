/** What the server wrote into the page for its island. */
export interface PageData {
  namespace: string;
  lang: string;
  timezone: string;
  /** How long a called person has to answer. */
  answer_seconds: number;
  /** Where people reach the municipality outside of this service. */
  phone: string;
  /** Who can own a commitment: a department or a person; empty for citizens. */
  owners: readonly OwnerData[];
  /** What a citizen chooses from who reports an official; empty on staff pages. */
  conduct_reasons: readonly { code: string; label: string }[];
  /** About how many a minute of a call costs, by data mode; of citizens. */
  megabytes: { normal: number; low: number; voice: number };
  /** Whom to call instead of waiting. */
  emergency: readonly EmergencyData[];
  /** TURN servers, for a network that lets no UDP through; empty where there are none. */
  relay: readonly RTCIceServer[];
  /** Whether calls are sealed from the server where all browsers can. */
  seals?: boolean;
  /** Whether people can be told while no page is open, in whichever way. */
  tells: boolean;
  urls: {
    follow: string;
    home: string;
    areas: string;
    /** The form of a complaint; empty where nobody reads them. */
    complaint: string;
    sign_in: string;
    estimates: string;
    report: string;
    readiness: string;
    own_account: string;
  };
}

export interface OwnerData {
  department: string | null;
  staff_id: number | null;
  name: string;
}

export interface EmergencyData {
  number: string;
  /** As it is dialled. */
  digits: string;
  name: string;
  when: string;
}

export interface DepartmentData {
  slug: string;
  name: string;
  topics: readonly { slug: string; name: string }[];
}

const DEFAULTS: PageData = {
  namespace: "/",
  lang: "es-MX",
  timezone: "America/Mexico_City",
  answer_seconds: 90,
  phone: "",
  owners: [],
  conduct_reasons: [],
  megabytes: { normal: 5, low: 2, voice: 1 },
  emergency: [],
  relay: [],
  tells: false,
  urls: {
    follow: "/seguimiento",
    home: "/",
    areas: "/areas",
    complaint: "",
    sign_in: "/entrar",
    estimates: "/moderacion/estimaciones",
    report: "/informe",
    readiness: "/revision",
    own_account: "/cuenta",
  },
};

let data: PageData | undefined;

export function page(): PageData {
  if (!data) {
    const given = JSON.parse(document.getElementById("page")?.textContent || "{}") as Partial<PageData>;
    data = { ...DEFAULTS, ...given, urls: { ...DEFAULTS.urls, ...given.urls } };
  }
  return data;
}
