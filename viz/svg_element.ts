// This module is browser compatible.

/** The value of an attribute; numbers are rounded when the drawing is serialised. */
type AttributeValue = string | number;

/** How a line is drawn. */
export interface Stroke {
  /** The colour. */
  color: string;
  /** The width in pixels. */
  width?: number;
  /** 0 to 1. */
  opacity?: number;
  /** The shape of its corners. */
  linejoin?: "round";
  /** The shape of its ends. */
  linecap?: "round";
}

/**
 * An SVG element, and what a figure draws on. The words are those of svg.js, which is many times as
 * large (30 kB gzipped) because it can also measure, animate and parse: nothing that a figure with
 * the same bytes everywhere could use.
 *
 * @example
 * ```ts
 * import { SvgElement } from "./svg_element.ts";
 * import { serialize } from "./svg_serialize.ts";
 *
 * const root = new SvgElement("svg");
 * root.group().circle(10).center(5, 5).fill("#ff0000");
 * console.assert(serialize(root).includes('<circle cx="5" cy="5" fill="#ff0000" r="5"/>'));
 * ```
 */
export class SvgElement {
  /** The attributes by name. */
  readonly attributes: Map<string, string> = new Map();
  /** Elements and pieces of text, in the order in which they are painted. */
  readonly children: (SvgElement | string)[] = [];

  /** Makes an element that stands nowhere yet. */
  constructor(readonly tag: string) {}

  /** Sets attributes. */
  attr(values: Readonly<Record<string, AttributeValue>>): this {
    for (const [name, value] of Object.entries(values)) this.attributes.set(name, String(value));
    return this;
  }

  /** Replaces what the element holds by a text. */
  words(text: string): this {
    this.children.splice(0, this.children.length, text);
    return this;
  }

  /** Paints the inside, or with `none` leaves it empty. */
  fill(colour: string): this {
    return this.attr({ fill: colour });
  }

  /** Paints the outline: in a colour, or in more detail. */
  stroke(stroke: string | Stroke): this {
    if (typeof stroke === "string") return this.attr({ stroke });
    const { color, ...rest } = stroke;
    this.attr({ stroke: color });
    for (const [name, value] of Object.entries(rest)) this.attr({ [`stroke-${name}`]: value });
    return this;
  }

  /** Adds an element of any kind. */
  element(tag: string, attributes: Readonly<Record<string, AttributeValue>> = {}): SvgElement {
    return this.#add(new SvgElement(tag)).attr(attributes);
  }

  /** Adds a group. */
  group(): SvgElement {
    return this.element("g");
  }

  /** Adds a path, in SVG's own notation. */
  path(d: string): SvgElement {
    return this.element("path", { d });
  }

  /** Adds a line from one point to another. */
  line(x1: number, y1: number, x2: number, y2: number): SvgElement {
    return this.element("line", { x1, y1, x2, y2 });
  }

  /** Adds a line of text. */
  plain(text: string): SvgElement {
    return this.element("text").words(text);
  }

  /** Adds a circle around the origin; `center` puts it elsewhere. */
  circle(diameter: number): SvgCircle {
    return this.#add(new SvgCircle("circle")).attr({ r: diameter / 2 });
  }

  /** Adds a rectangle whose upper left corner is the origin; `move` puts it elsewhere. */
  rect(width: number, height: number): SvgRect {
    return this.#add(new SvgRect("rect")).attr({ width, height });
  }

  #add<Child extends SvgElement>(child: Child): Child {
    this.children.push(child);
    return child;
  }
}

/** A circle. */
export class SvgCircle extends SvgElement {
  /** Puts the centre at a point. */
  center(cx: number, cy: number): this {
    return this.attr({ cx, cy });
  }
}

/** A rectangle. */
export class SvgRect extends SvgElement {
  /** Puts the upper left corner at a point. */
  move(x: number, y: number): this {
    return this.attr({ x, y });
  }

  /** Rounds the corners. */
  radius(r: number): this {
    return this.attr({ rx: r, ry: r });
  }
}
