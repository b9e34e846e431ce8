export type Bytes = Uint8Array<ArrayBuffer>;

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

export function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Throws at what is no base64url. */
export function fromBase64url(text: string): Bytes {
  if (!/^[\w-]*$/.test(text)) throw new SyntaxError("no base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

export function random(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** SHA-256 over the parts, each after its length, so that no two lists of parts give the same bytes. */
export async function digest(...parts: readonly (string | Uint8Array)[]): Promise<Bytes> {
  const framed = parts.flatMap((part) => {
    const bytes = typeof part === "string" ? utf8(part) : part;
    return [Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes];
  });
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...framed)));
}
