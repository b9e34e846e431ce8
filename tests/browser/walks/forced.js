// Evaluated in a page while colours are forced and motion is reduced: what was told by a background, a shadow or a colour of one's own
// is gone then. Computed styles are those of the forced colours.
(() => {
  const CONTROLS = "button, summary, [role=button], input, select, textarea, a.button";
  const NATIVE = "img, video, canvas, svg, svg *, iframe, input, select, textarea, progress, meter, br, hr, wbr, option, script, style";
  const SHAPES = "svg :is(path, circle, rect, line, polyline, polygon, ellipse, text)";
  const STATES = ["aria-pressed", "aria-selected", "aria-current", "aria-checked", "aria-disabled"];
  const WORDED = "[data-on]"; // its words say it
  const FLIPPED = { true: "false", false: "true" };
  const SIDES = ["Top", "Right", "Bottom", "Left"];
  const DRAWN = ["color", "backgroundColor", "opacity", "fontWeight", "fontStyle", "fontSize", "display", "visibility", "content",
    "textDecorationLine", "textDecorationThickness", "outlineStyle", "outlineWidth", "outlineColor", "fill", "stroke", "strokeWidth",
    ...SIDES.flatMap((side) => ["Style", "Width", "Color"].map((what) => `border${side}${what}`))];
  const PSEUDO = ["::before", "::after"];
  const SYSTEM = ["Canvas", "CanvasText", "LinkText", "VisitedText", "ButtonFace", "ButtonText", "GrayText", "Highlight",
    "HighlightText", "Field", "FieldText", "Mark", "MarkText"];
  const SLOW_MS = 10;

  const alpha = (colour) => (colour.startsWith("rgba") ? Number(colour.slice(5, -1).split(",")[3]) : 1);
  const opaque = (colour) => colour.replace(/^rgba\((.*),[^,]*\)$/, "rgb($1)");
  const told = (what, elements) =>
    elements.length ? [`${what}: ${elements.slice(0, 3).map((one) => one.outerHTML.slice(0, 160)).join("; ")}`] : [];
  const own = (style) => style.forcedColorAdjust === "none";

  const isOverPicture = (element) => !!element.offsetParent?.querySelector("video");

  function behind(element) {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (alpha(backgroundColor) > 0) return opaque(backgroundColor);
    }
    return opaque(getComputedStyle(document.documentElement).backgroundColor); // what is transparent has the ground's colour
  }

  const hasEdge = (element, style) =>
    SIDES.some((side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0 &&
      alpha(style[`border${side}Color`]) > 0 && style[`border${side}Color`] !== behind(element.parentElement)) ||
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);

  /** Nothing but a colour told that one can press it. */
  function isBare(element) {
    const style = getComputedStyle(element);
    if (own(style) || style.opacity === "0" || element.matches("[role=tab], label *")) return false;
    if (element.matches("input, select, textarea") && style.appearance !== "none") return false;
    const within = [element, ...element.querySelectorAll("*")].map((one) => [one, getComputedStyle(one)]);
    return style.display !== "list-item" &&
      !within.some(([one, drawn]) => one.matches("svg, img") || drawn.textDecorationLine.includes("underline") || hasEdge(one, drawn)) &&
      !PSEUDO.some((one) => !["none", "normal"].includes(getComputedStyle(element, one).content));
  }

  /** A shape without words, of which only the background was seen. */
  function isGone(element, pseudo) {
    const style = getComputedStyle(element, pseudo);
    if (pseudo ? style.content !== '""' : element.firstChild || element.matches(NATIVE) || isOverPicture(element)) return false;
    const size = pseudo ? [style.inlineSize, style.blockSize].map(parseFloat) : [element.offsetWidth, element.offsetHeight];
    const ground = behind(pseudo ? element : element.parentElement);
    return Math.min(...size) > 1 && !own(style) && alpha(style.backgroundColor) > 0 && style.backgroundColor === ground && !hasEdge(element, style);
  }

  const drawing = (element) =>
    [element, ...element.querySelectorAll("*")]
      .flatMap((one) => [getComputedStyle(one), ...PSEUDO.map((pseudo) => getComputedStyle(one, pseudo))])
      .map((style) => DRAWN.map((name) => style[name]).join())
      .join("|");

  /** Whether it is drawn as if `change` had not been made, which is taken back. */
  function isDrawnAlike(element, change, back) {
    const before = drawing(element);
    change();
    const after = drawing(element);
    back();
    return before === after;
  }

  const isAlike = (element, state) => {
    const value = element.getAttribute(state);
    const flipped = state === "aria-current" ? null : FLIPPED[value];
    const change = () => (flipped ? element.setAttribute(state, flipped) : element.removeAttribute(state));
    return isDrawnAlike(element, change, () => element.setAttribute(state, value));
  };

  /** A box to tick that is not the browser's own: what is ticked is seen at its label. */
  function isTickAlike(input) {
    const style = getComputedStyle(input);
    if (style.appearance !== "none" && style.opacity !== "0") return false;
    const group = [...document.querySelectorAll("input")].filter((one) => one.checked);
    const change = () => (input.checked = !input.checked);
    return isDrawnAlike(input.closest("label") ?? input.parentElement, change, () => {
      input.checked = false;
      for (const one of group) one.checked = true;
    });
  }

  const paintsOf = ({ fill, stroke }) => [fill, stroke].filter((paint) => paint !== "none");

  /** A drawing in another colour than the words around it, or in that of the ground: people may choose a ground that swallows it. */
  function unseenDrawings(elements) {
    const drawn = elements.map((one) => [one, getComputedStyle(one)]).filter(([, style]) => !own(style) && paintsOf(style).length);
    const gone = drawn.filter(([one, style]) => paintsOf(style).every((paint) => paint === behind(one)));
    const inkOf = (one) => getComputedStyle(one.closest("svg").parentElement).color;
    const coloured = drawn.filter(([one, style]) => paintsOf(style).some((paint) => paint !== inkOf(one)));
    if (!coloured.length) return gone.map(([one]) => one);
    const system = systemColours();
    const strange = coloured.filter(([one, style]) => paintsOf(style).some((paint) => paint !== inkOf(one) && !system.includes(paint)));
    return [...gone, ...strange].map(([one]) => one);
  }

  /** Asked for only where they are needed: what is put into a page has all of it styled anew. */
  function systemColours() {
    const probe = document.body.appendChild(document.createElement("i"));
    const colours = SYSTEM.map((name) => ((probe.style.color = name), getComputedStyle(probe).color));
    probe.remove();
    return colours;
  }

  /** What lies over the page and has no edge to it. */
  function isAfloat(element) {
    const style = getComputedStyle(element);
    return ["absolute", "fixed"].includes(style.position) && alpha(style.backgroundColor) === 1 && style.visibility === "visible" &&
      element.textContent.trim() !== "" && element.getBoundingClientRect().bottom > 0 && element.offsetWidth > 1 &&
      element.offsetWidth < innerWidth && !isOverPicture(element) && !hasEdge(element, style) && !own(style);
  }

  const slow = (times) => times.split(",").some((one) => parseFloat(one) * 1000 > SLOW_MS);
  const moves = (style) =>
    (style.animationName !== "none" && slow(style.animationDuration)) || slow(style.transitionDuration) || style.scrollBehavior === "smooth";

  /** One of those that are drawn by the same rules: what has its classes, below something that has these of the other's parent. */
  function oneOfEach(elements) {
    const kinds = new Map(elements.map((one) => [[one, one.parentElement].map((it) => `${it.tagName}.${it.getAttribute("class")}`).join(), one]));
    return [...kinds.values()];
  }

  /** Waits for the styles of a page that is just arriving. */
  async function look() {
    if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
    const seen = [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility({ contentVisibilityAuto: true }));
    const kinds = oneOfEach(seen);
    const focus = document.activeElement ?? document.body;
    const unseen = focus.matches(":focus-visible:not([tabindex='-1'])") &&
      ![focus, focus.parentElement].some((one) => getComputedStyle(one).outlineStyle !== "none");
    const scripted = document.getAnimations().filter((one) =>
      ![CSSTransition, CSSAnimation].includes(one.constructor) && one.effect.getComputedTiming().duration > SLOW_MS);
    const of = (selector) => oneOfEach(seen.filter((one) => one.matches(selector)));
    return [
      ...told("a control without an edge", of(CONTROLS).filter(isBare)),
      ...told("a shape that is gone", kinds.filter((one) => [undefined, ...PSEUDO].some((pseudo) => isGone(one, pseudo)))),
      ...STATES.flatMap((state) => told(`${state} is not seen`, of(`[${state}]:not(${WORDED})`).filter((one) => isAlike(one, state)))),
      ...told("a tick is not seen", of("[type=checkbox], [type=radio]").filter(isTickAlike)),
      ...told("a drawing that is not seen", unseenDrawings(of(SHAPES))),
      ...told("no edge over the page", kinds.filter(isAfloat)),
      ...told("a focus that is not seen", unseen ? [focus] : []),
      ...told("motion", kinds.filter((one) => [undefined, ...PSEUDO].some((pseudo) => moves(getComputedStyle(one, pseudo))))),
      ...told("an animation that runs", scripted.map(({ effect }) => effect.target)),
    ];
  }

  window.forced = { look };
})();
