// This module is browser compatible.

/** A node of the drawing's tree: the few members of the DOM's `Node` that svg.js touches while it draws. */
export class DrawingNode {
  /** The node's children, in the order in which they are painted. */
  readonly childNodes: DrawingNode[] = [];
  /** The node that holds this one, or `null` where nothing does. */
  parentNode: DrawingNode | null = null;

  /** Makes a node named `nodeName`, as the DOM names them: a tag, or `#text`, `#document-fragment`, `#document`. */
  constructor(readonly nodeName: string, readonly ownerDocument: DrawingDocument | null) {}

  /** The first child, or `null`. */
  get firstChild(): DrawingNode | null {
    return this.childNodes[0] ?? null;
  }

  /** The last child, or `null`. */
  get lastChild(): DrawingNode | null {
    return this.childNodes.at(-1) ?? null;
  }

  /** The children that are elements. */
  get children(): DrawingElement[] {
    return this.childNodes.filter((child) => child instanceof DrawingElement);
  }

  /** The text below this node; setting it replaces the children. */
  get textContent(): string {
    return this.childNodes.map((child) => child.textContent).join("");
  }

  set textContent(text: string) {
    for (const child of [...this.childNodes]) this.removeChild(child);
    if (text !== "") this.appendChild(new DrawingText(text, this.ownerDocument));
  }

  /** Whether the node has children. */
  hasChildNodes(): boolean {
    return this.childNodes.length > 0;
  }

  /** Whether `node` is this node or below it. */
  contains(node: DrawingNode | null): boolean {
    for (let at = node; at !== null; at = at.parentNode) if (at === this) return true;
    return false;
  }

  /** Moves `child` to the end of this node's children. */
  appendChild<Child extends DrawingNode>(child: Child): Child {
    return this.insertBefore(child, null);
  }

  /** Moves `child` in front of `reference`, or to the end where that is missing. */
  insertBefore<Child extends DrawingNode>(child: Child, reference?: DrawingNode | null): Child {
    if (child.nodeName === "#document-fragment") {
      for (const part of [...child.childNodes]) this.insertBefore(part, reference);
      return child;
    }
    child.parentNode?.removeChild(child);
    const index = reference ? this.childNodes.indexOf(reference) : -1;
    this.childNodes.splice(index < 0 ? this.childNodes.length : index, 0, child);
    child.parentNode = this;
    return child;
  }

  /** Takes `child` out of this node. */
  removeChild<Child extends DrawingNode>(child: Child): Child {
    const index = this.childNodes.indexOf(child);
    if (index >= 0) this.childNodes.splice(index, 1);
    child.parentNode = null;
    return child;
  }

  /** Events have no listeners here; svg.js sends one whenever a text is rebuilt. */
  dispatchEvent(): boolean {
    return true;
  }
}

/** A piece of text. */
export class DrawingText extends DrawingNode {
  /** Makes a text node that holds `data`. */
  constructor(readonly data: string, ownerDocument: DrawingDocument | null) {
    super("#text", ownerDocument);
  }

  override get textContent(): string {
    return this.data;
  }
}

/** An element with its attributes; namespaces are not kept apart, since a figure has only one. */
export class DrawingElement extends DrawingNode {
  readonly #attributes = new Map<string, string>();

  /** The attributes in the order in which they were first set. */
  get attributes(): { nodeName: string; nodeValue: string }[] {
    return [...this.#attributes].map(([nodeName, nodeValue]) => ({ nodeName, nodeValue }));
  }

  /** The element's `id`, or the empty string. */
  get id(): string {
    return this.getAttribute("id") ?? "";
  }

  set id(id: string) {
    this.setAttribute("id", id);
  }

  /** The value of the attribute `name`, or `null`. */
  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  /** Whether the attribute `name` is set. */
  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }

  /** Sets the attribute `name`. */
  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, String(value));
  }

  /** Sets the attribute `name`, whatever its namespace. */
  setAttributeNS(_namespace: string | null, name: string, value: string): void {
    this.setAttribute(name, value);
  }

  /** Removes the attribute `name`. */
  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  /** The first element below this one whose tag is `tag`; other selectors are not understood. */
  querySelector(tag: string): DrawingElement | null {
    for (const child of this.children) {
      const found = child.nodeName === tag ? child : child.querySelector(tag);
      if (found !== null) return found;
    }
    return null;
  }
}

/** The document that makes the nodes. */
export class DrawingDocument extends DrawingNode {
  /** Where svg.js looks for the classes that its `instanceof` tests name. */
  readonly defaultView: DrawingWindow;

  /** Makes the document of `window`. */
  constructor(window: DrawingWindow) {
    super("#document", null);
    this.defaultView = window;
  }

  /** Makes an element that stands nowhere yet. */
  createElementNS(_namespace: string, tag: string): DrawingElement {
    return new DrawingElement(tag, this);
  }

  /** Makes a text node that stands nowhere yet. */
  createTextNode(text: string): DrawingText {
    return new DrawingText(String(text), this);
  }

  /** Makes a fragment: a parent whose children move when it is inserted. */
  createDocumentFragment(): DrawingNode {
    return new DrawingNode("#document-fragment", this);
  }
}

/**
 * The smallest window that svg.js 3 draws on. It holds a tree and nothing else: it cannot parse markup or measure text,
 * because a figure that depended on either would not be the same everywhere.
 *
 * @example
 * ```ts
 * import { DrawingWindow } from "./svg_dom.ts";
 *
 * const { document } = new DrawingWindow();
 * const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
 * circle.setAttribute("r", "2");
 * console.assert(circle.getAttribute("r") === "2");
 * ```
 */
export class DrawingWindow {
  /** The class of every node. */
  readonly Node = DrawingNode;
  /** The class of every element: there is no other kind than SVG here. */
  readonly SVGElement = DrawingElement;
  /** The class of events; nothing listens to them. */
  readonly Event: typeof DrawingEvent = DrawingEvent;
  /** The class of events that carry something; nothing listens to them either. */
  readonly CustomEvent: typeof DrawingEvent = DrawingEvent;
  /** The document to draw in. */
  readonly document: DrawingDocument = new DrawingDocument(this);

  /** Styles are not computed: svg.js asks only for the font size, and only to place lines that figures place themselves. */
  getComputedStyle(): { getPropertyValue: () => string } {
    return { getPropertyValue: () => "16" };
  }
}

class DrawingEvent {}
