// This module is browser compatible.

/**
 * What an element is made of. Attributes that are `undefined` or `false` are left out; `true` is an
 * empty one.
 */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes an element.
 *
 * @example
 * ```ts ignore
 * const button = element("button", { type: "button", class: "quiet" }, "Fit");
 * ```
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}
