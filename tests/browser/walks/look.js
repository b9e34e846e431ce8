// Evaluated in a page after axe-core. Colours take four fifths of axe-core's time: texts that are drawn as one that was
// examined before are left out of that rule, and what lies between the first and the last of those that are drawn alike; all
// other rules look at the whole page each time.
(() => {
  const options = { resultTypes: ["violations"] };
  const COLOURS = "color-contrast";
  const CHOSEN = "data-colours-chosen";
  const DRAWN = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "visibility", "filter",
    "mixBlendMode", "textShadow", "position", "zIndex"];
  let texts = new Map();

  /** Brings whatever that is seen is on its way to another colour to its end. What left the window with
      `content-visibility: auto` meanwhile stands still until it is back: it is left as it is. */
  async function still() {
    for (let moving; (moving = document.getAnimations().filter(moves)).length; ) {
      for (const one of moving) one.finish();
      await new Promise((done) => setTimeout(done)); // for what the page does at their end
    }
  }

  const moves = ({ playState, effect }) =>
    playState === "running" &&
    effect.getComputedTiming().endTime !== Infinity &&
    effect.target.checkVisibility({ contentVisibilityAuto: true });

  /** How an element and all around it is drawn: what a text's contrast depends on. */
  function drawing(element, known) {
    if (!element) return `${innerWidth}`;
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const own = [element.tagName, element.getAttribute("class"), element.disabled, ...DRAWN.map((name) => style[name])];
      known.set(element, hash(`${drawing(element.parentElement, known)}|${own.join("|")}`));
    }
    return known.get(element);
  }

  /** 53 bits of a text (cyrb53). */
  function hash(text) {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return 4294967296 * (2097151 & b) + (a >>> 0);
  }

  const hasText = (element) =>
    element.matches("input, select, textarea, button") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  /** What breaks any rule; that of colours among texts that are drawn in these ways. */
  async function look(ways) {
    await still();
    return [...(await violations(ways, options)), ...breakable()];
  }

  /** The ways in which texts are drawn now. */
  async function ways() {
    await still();
    const known = new Map();
    texts = new Map();
    for (const element of document.body.querySelectorAll("*")) {
      if (!hasText(element)) continue;
      const way = drawing(element, known);
      texts.set(way, [...(texts.get(way) ?? []), element]);
    }
    return [...texts.keys()];
  }

  /** What breaks the rule of colours alone. */
  const colours = (ways) => (ways.length ? violations(ways, { ...options, runOnly: [COLOURS] }) : []);

  const ends = (all) => (all.length > 1 ? [all[0], all.at(-1)] : all);

  /** The rule of colours looks at the first and the last text that is drawn in each of these ways: all between are like them. */
  async function violations(ways, options) {
    const chosen = ways.flatMap((way) => ends(texts.get(way).filter((one) => one.isConnected)));
    for (const one of chosen) one.setAttribute(CHOSEN, "");
    axe.configure({ rules: [{ id: COLOURS, selector: `[${CHOSEN}]` }] });
    try {
      return (await axe.run(options)).violations.map(told);
    } finally {
      for (const one of chosen) one.removeAttribute(CHOSEN);
    }
  }

  const told = ({ id, help, nodes }) => `${id}: ${help} (${nodes.slice(0, 3).map(markup).join("; ")})`;

  const markup = (node) => node.html.replaceAll(` ${CHOSEN}=""`, "").slice(0, 160);

  /** Chips that stand out of their card. */
  const outside = () =>
    [...document.querySelectorAll(".tag")].filter((one) => {
      const card = one.closest("li, .panel");
      return card && one.checkVisibility() && one.getBoundingClientRect().right > card.getBoundingClientRect().right + 1;
    });

  /** Whether one would have to scroll sideways, by how much, and because of what; looked at twice, as something may move. */
  async function wider() {
    if (outside().length) await still();
    const chips = outside().slice(0, 3).map((one) => one.textContent.slice(0, 60));
    if (chips.length) return `a chip stands out of its card: ${chips.join("; ")}`;
    const by = () => withWideFolios(() => document.documentElement.scrollWidth - innerWidth);
    if (by() > 0) await still();
    if (by() <= 0) return null;
    const widest = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth);
    return `${by()} px wider than the window: ${widest.slice(-3).map((one) => one.outerHTML.slice(0, 160)).join("; ")}`;
  }

  const FOLIO = /\b[A-Z]{2,5}-\d\d-[0-9A-Z]{4}-[0-9A-Z]{5}\b/g;
  const WIDE = "QGMW-GWMQ7";

  /** A folio's letters are drawn by lot, and few are wide: measured as if all on the page were. */
  function withWideFolios(measure) {
    const changed = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data } = texts.currentNode;
      const wide = data.replace(FOLIO, (folio) => folio.slice(0, -WIDE.length) + WIDE);
      if (wide === data) continue;
      changed.push([texts.currentNode, data]);
      texts.currentNode.data = wide;
    }
    const measured = measure();
    for (const [text, data] of changed) text.data = data;
    return measured;
  }

  const CODE = /\b[A-Z]{2,3}-\d{3,}\b|\b[A-Z]{2,5}-\d\d-[0-9A-Z]{4}-[0-9A-Z]{5}\b/;
  const UNSEEN = ".visually-hidden, script, style, [data-testid^=chat]";

  /** Ticket numbers and folios that a narrower column would break at a hyphen. What people wrote to each other is left as it is. */
  function breakable() {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (!CODE.test(data) || parentElement.closest(UNSEEN) || !parentElement.checkVisibility()) continue;
      if (getComputedStyle(parentElement).whiteSpace !== "nowrap") found.add(parentElement.outerHTML.slice(0, 160));
    }
    return found.size ? [`a number that can break: ${[...found].slice(0, 3).join("; ")}`] : [];
  }

  window.barriers = { look, ways, colours, wider };
})();
