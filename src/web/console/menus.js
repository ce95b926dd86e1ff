// Menus that open over the page: they close when something else is done.

const OPEN = "details.reasons[open]";

/** Closes the open menus, except one that contains this element. @param {unknown} [inside] */
export function closeMenus(inside) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (!(inside instanceof Node) || !menu.contains(inside)) menu.removeAttribute("open");
  }
}

export function startMenus() {
  for (const event of ["click", "focusin"]) document.addEventListener(event, ({ target }) => closeMenus(target));
}
