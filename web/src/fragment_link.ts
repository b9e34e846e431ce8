/** The link into a call stands in the fragment, which is never sent to a server by itself. */

const LINK = /^#\d{1,10}\.[A-Za-z0-9_-]{43}$/;

/** The link in this address, without its `#`; from now on neither the address nor the history keeps it. */
export function takeLink(): string | null {
  if (!LINK.test(location.hash)) return null;
  const link = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  return link;
}

/** Whether this address is a link into another call than that of this number, whose page it is; then its form is opened. */
export function leadsElsewhere(number: string): boolean {
  const link = takeLink();
  if (link === null || link.split(".")[0] === number) return false;
  location.replace(`/acompanar?otro#${link}`);
  return true;
}
