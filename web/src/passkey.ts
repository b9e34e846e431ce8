/** Passkeys: a form asks the browser for one before it is sent, and sends what the browser made. */

type Options = Record<string, unknown> & { challenge: string };
interface Described {
  id: string;
  type: PublicKeyCredentialType;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function described(found: unknown): PublicKeyCredentialDescriptor[] {
  return ((found as Described[] | undefined) ?? []).map(({ id, type }) => ({ id: bytes(id), type }));
}

async function made(options: Options): Promise<string> {
  const user = options.user as { id: string; name: string; displayName: string };
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: described(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const found = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAttestationResponse;
  return answer(found, { attestationObject: text(response.attestationObject) });
}

async function used(options: Options): Promise<string> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return answer(found, {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

function answer(found: PublicKeyCredential, more: Record<string, string | null>): string {
  const response = { clientDataJSON: text(found.response.clientDataJSON), ...more };
  return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response });
}

async function ask(form: HTMLFormElement): Promise<void> {
  const options = JSON.parse(form.dataset.options ?? "{}") as Options;
  const field = form.querySelector<HTMLInputElement>("[name=answer]");
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  if (failed) failed.hidden = true;
  try {
    const said = await (form.dataset.passkey === "create" ? made(options) : used(options));
    if (field) field.value = said;
    form.submit();
  } catch {
    if (failed) failed.hidden = false;
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("[data-passkey]")) {
  if (!("PublicKeyCredential" in window)) continue;
  form.hidden = false;
  document.querySelector("[data-passkey-none]")?.remove();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}
