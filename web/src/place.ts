/** The point where somebody is, once they ask for it: rounded before it is shown, and removable. The server rounds again. */

const DECIMALS = 4;
const PATIENCE_MS = 20_000;

export function coarse(latitude: number, longitude: number): string {
  return `${latitude.toFixed(DECIMALS)}, ${longitude.toFixed(DECIMALS)}`;
}

export function mountPlace(box: HTMLElement, changed: () => void): void {
  const input = box.querySelector<HTMLInputElement>("#point");
  const shown = box.querySelector<HTMLElement>("[data-place-shown]");
  const said = box.querySelector<HTMLElement>("[data-place-said]");
  const ask = box.querySelector<HTMLButtonElement>("[data-place-ask]");
  if (!input || !shown || !said || !ask) return;

  const show = (value: string, text: string) => {
    input.value = value;
    shown.hidden = !value;
    said.textContent = text;
    changed();
  };
  shown.hidden = !input.value;
  ask.addEventListener("click", () => {
    said.textContent = said.dataset.waiting ?? "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => show(coarse(coords.latitude, coords.longitude), said.dataset.done ?? ""),
      (error) => show("", (error.code === error.PERMISSION_DENIED ? said.dataset.refused : said.dataset.failed) ?? ""),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  });
  box.querySelector("[data-place-remove]")?.addEventListener("click", () => {
    show("", "");
    ask.focus();
  });
}
