/** Small help for the pages of staff: everything works without it. */
import { closeBeside } from "./menus";

for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu]")) closeBeside(menu);

// On a telephone the navigation scrolls in itself: where one is stands in sight.
const strip = document.querySelector<HTMLElement>(".staff-nav ul");
const here = strip?.querySelector<HTMLElement>("[aria-current]");
if (strip && here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
