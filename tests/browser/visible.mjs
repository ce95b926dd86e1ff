// What can be seen on a page: controls that are cut off, and states that only a background tells.

/**
 * The controls of a page that a window this wide cuts off, also within open shadow trees. What scrolls in a box of its
 * own counts as cut off, too: nothing says that there is more.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export const cutOff = (page) =>
  page.evaluate(() => {
    const CONTROLS = "a[href], button, input, select, textarea, summary";
    /** @param {Document | ShadowRoot} root @returns {Element[]} */
    const within = (root) =>
      [...root.querySelectorAll("*")].flatMap((element) => [
        ...(element.matches(CONTROLS) ? [element] : []),
        ...(element.shadowRoot ? within(element.shadowRoot) : []),
      ]);
    const seen = within(document).filter(
      (element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(".skip"),
    );
    const width = document.documentElement.clientWidth;
    return seen
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.left < -0.5 || box.right > width + 0.5))
      .map(
        ({ element, box }) => `${Math.round(box.left)} to ${Math.round(box.right)}: ${element.outerHTML.slice(0, 120)}`,
      );
  });

/**
 * The elements whose state (chosen, current, pressed) would look like any other if all backgrounds were the same, as
 * they are with forced colors: their border, outline, decoration, weight and text color are those of the others.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export const lostStates = (page) =>
  page.evaluate(() => {
    const STATES = "[aria-pressed=true], [aria-current]:not([aria-current=false]), .row.current, .marked";
    const LOOK = [
      "outlineStyle",
      "textDecorationLine",
      "fontWeight",
      "color",
      "borderBlockEndStyle",
      "borderBlockEndWidth",
    ];
    /** @param {Document | ShadowRoot} root @returns {Element[]} */
    const within = (root) =>
      [...root.querySelectorAll("*")].flatMap((element) => [
        ...(element.matches(STATES) ? [element] : []),
        ...(element.shadowRoot ? within(element.shadowRoot) : []),
      ]);
    /** @param {Element} element */
    const look = (element) => {
      const style = getComputedStyle(element);
      return LOOK.map((name) => Reflect.get(style, name)).join(" ");
    };
    return within(document)
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const others = [...(element.parentElement?.children ?? [])].filter(
          (other) => other !== element && other.tagName === element.tagName && !other.matches(STATES),
        );
        return others.length > 0 && others.every((other) => look(other) === look(element));
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
