// This module is browser compatible.

/** A node of a drawing: the members of the DOM's `Node` that svg.js uses while it draws. */
export class DrawingNode {
  /** The children in the order in which they are painted. */
  readonly childNodes: DrawingNode[] = [];
  /** The node that contains this one, or `null`. */
  parentNode: DrawingNode | null = null;

  /** Makes a node without a parent. Its name is the tag of an element, or `#text`. */
  constructor(readonly nodeName: string) {}

  /** The last child, or `null`. */
  get lastChild(): DrawingNode | null {
    return this.childNodes.at(-1) ?? null;
  }

  /** The children that are elements. */
  get children(): DrawingElement[] {
    return this.childNodes.filter((child) => child instanceof DrawingElement);
  }

  /** The text of this node. Setting it replaces the children. */
  get textContent(): string {
    return this.childNodes.map((child) => child.textContent).join("");
  }

  set textContent(text: string) {
    while (this.lastChild) this.removeChild(this.lastChild);
    this.appendChild(new DrawingText(text));
  }

  /** Returns whether the node has children. */
  hasChildNodes(): boolean {
    return this.childNodes.length > 0;
  }

  /** Moves a node to the end of the children. */
  appendChild<Child extends DrawingNode>(child: Child): Child {
    child.parentNode?.removeChild(child);
    child.parentNode = this;
    this.childNodes.push(child);
    return child;
  }

  /** Removes a node from the children. */
  removeChild<Child extends DrawingNode>(child: Child): Child {
    this.childNodes.splice(this.childNodes.indexOf(child), 1);
    child.parentNode = null;
    return child;
  }

  /** Does nothing: a drawing has no listeners. svg.js fires an event when it places a text. */
  dispatchEvent(): boolean {
    return true;
  }
}

/** A piece of text. */
export class DrawingText extends DrawingNode {
  /** Makes a piece of text without a parent. */
  constructor(readonly data: string) {
    super("#text");
  }

  override get textContent(): string {
    return this.data;
  }
}

/** An element with its attributes. Their names include the prefix; namespaces are not kept. */
export class DrawingElement extends DrawingNode {
  readonly #attributes = new Map<string, string>();

  /** The attributes in the order in which they were first set. */
  get attributes(): { nodeName: string; nodeValue: string }[] {
    return Array.from(this.#attributes, ([nodeName, nodeValue]) => ({ nodeName, nodeValue }));
  }

  /** Returns the value of an attribute, or `null`. */
  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  /** Returns whether an attribute is set. */
  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }

  /** Sets an attribute. */
  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }

  /** Sets an attribute. */
  setAttributeNS(_namespace: string, name: string, value: string): void {
    this.setAttribute(name, value);
  }

  /** Removes an attribute. */
  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }
}

/** An event without contents. */
class DrawingEvent {}

/**
 * Makes a window with an empty document, the smallest that svg.js 3 can draw in. It cannot parse
 * markup or measure text: results of either differ between hosts.
 *
 * @returns The window, typed as a browser's because svg.js expects that. All else is missing.
 *
 * @example
 * ```ts
 * import { createDrawingWindow } from "./svg_dom.ts";
 *
 * const { document } = createDrawingWindow();
 * const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
 * circle.setAttribute("r", "2");
 * console.assert(circle.getAttribute("r") === "2");
 * ```
 */
export function createDrawingWindow(): Window {
  const window = {
    Node: DrawingNode,
    SVGElement: DrawingElement,
    Event: DrawingEvent,
    CustomEvent: DrawingEvent,
    document: {
      createElementNS: (_namespace: string, tag: string) => new DrawingElement(tag),
      createTextNode: (text: string) => new DrawingText(text),
    },
    // svg.js reads the size of the type for line breaks of its own, which figures do not use.
    getComputedStyle: () => ({ getPropertyValue: () => "16" }),
  };
  return window as unknown as Window;
}
