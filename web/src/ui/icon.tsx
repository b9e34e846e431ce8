const PATHS = {
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zm-7 8a7 7 0 0 0 14 0m-7 7v3",
  mic_off:
    "M4 4l16 16M9 9v2a3 3 0 0 0 4.5 2.6M15 10.500V6a3 3 0 0 0-5.8-1M5 11a7 7 0 0 0 11 5.700M19 11a7 7 0 0 1-.6 2.800M12 18v3",
  camera: "M3 7h12v10H3zm12 4 6-3.500v9L15 13z",
  camera_off: "M4 4l16 16M8 7h7v6m0 4H3V7h1m11 4 6-3.500v9",
  flip: "M4 9a8 8 0 0 1 14-2l2 2m0-5v5h-5M20 15a8 8 0 0 1-14 2l-2-2m0 5v-5h5",
  screen: "M3 4h18v12H3zm6 16h6m-3-4v4",
  end: "M3 14c5-5.500 13-5.500 18 0l-2 3-4-1.500V12.500c-2-.6-4-.6-6 0v3L5 17z",
  speaker: "M4 9v6h4l5 4V5L8 9zm12.500-.500a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12",
  bell: "M4 17.500h16l-2-2.500v-4.500a6 6 0 0 0-12 0V15zm6 0v.5a2 2 0 0 0 4 0v-.5",
  check: "m4 12.500 5 5L20 6.500",
  warn: "M12 4 2.800 20h18.400zM12 10v4.500m0 2.500v.010",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 8v6m0-9.500v.010",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 9a8 8 0 0 1 16 0",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3.500 2",
  move: "M4 8h14m-4-4 4 4-4 4M20 16H6m4-4-4 4 4 4",
  bin: "M5 7h14M9 7V4h6v3m-8 0 1 13h8l1-13",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7z",
  phone:
    "M5 3h4l2 5-2.500 2a12 12 0 0 0 5.500 5.500l2-2.500 5 2v4a2 2 0 0 1-2 2C10.500 20.500 3.500 13.500 3 5a2 2 0 0 1 2-2z",
  building: "M3 21h18M5 21V10m14 11V10M9 21v-7m6 7v-7M3 10l9-6 9 6z",
  more: "M5 12v.010M12 12v.010M19 12v.010",
  message: "M4 5h16v11H9l-5 4z",
  star: "m12 4 2.500 5.200 5.700.8-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.8z",
  twice: "M4 4h11v11H4zM9 18v2h11V9h-2",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zm5 11.500L20.500 20.500",
  offline: "M4 4l16 16M5 12.500a10 10 0 0 1 3.500-2.300m4-.7a10 10 0 0 1 6.500 3M8.500 16a5 5 0 0 1 7 0M12 19.500v.010",
  steps: "M10 6h10M10 12h10M10 18h10M3.500 6l1.500 1.500L7.500 5m-4 7 1.500 1.500L7.500 11m-4 7 1.500 1.500L7.500 17",
  close: "M5 5l14 14M19 5 5 19",
} as const;

export type IconName = keyof typeof PATHS;

/** All of them. */
export const NAMES = Object.keys(PATHS) as IconName[];

/** A line icon; it says nothing that the text beside it does not say. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
