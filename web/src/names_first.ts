/** Before files go to several people, asks whether their names tell who one of them is: it is said before the files are sent. */

const ASK_MS = 8000;

/** What is wrong with the names; empty where nothing is, and where nobody answers: the server looks at them again. */
async function refusal(address: string, csrf: string, files: FileList): Promise<string> {
  const body = new URLSearchParams([
    ["csrf", csrf],
    ...[...files].map((file): [string, string] => ["name", file.name]),
  ]);
  const headers = { Accept: "application/json" };
  try {
    const answer = await fetch(address, { method: "POST", body, headers, signal: AbortSignal.timeout(ASK_MS) });
    if (answer.status !== 400) return "";
    return ((await answer.json()) as { fields?: { files?: string } }).fields?.files ?? "";
  } catch {
    return "";
  }
}

export function mountNamesFirst(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const place = form.querySelector<HTMLElement>("[data-names-refused]");
  const text = place?.querySelector<HTMLElement>("span");
  // Safari before 16 cannot send the form again: there the server alone looks at the names.
  if (!input || !place || !text || !("requestSubmit" in form)) return;
  let asking: SubmitEvent | null = null;
  let asked = false;
  input.addEventListener("change", () => {
    place.hidden = true;
  });
  const first = async (event: SubmitEvent) => {
    const button = event.submitter as HTMLButtonElement | null;
    const sent = new FormData(form);
    if (asked) return;
    if (!input.files?.length || sent.get("others") !== "yes" || button?.value === "edit") {
      // It goes out now: what is still being asked about is not sent after it.
      asking = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking) return;
    asking = event;
    const said = await refusal(form.dataset.namesFirst ?? "", String(sent.get("csrf")), input.files);
    if (asking !== event) return;
    asking = null;
    place.hidden = !said;
    text.textContent = said;
    if (said) {
      input.focus();
      return;
    }
    asked = true;
    try {
      form.requestSubmit(button);
    } finally {
      asked = false;
    }
  };
  // Before what counts each click as a sending (`site.ts`).
  form.addEventListener("submit", first, { capture: true });
}
