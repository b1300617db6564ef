import { type Disagreement, scaled } from "./compare.ts";
import type { Pair, Parity, PromiseResult } from "./parity.ts";
import { REFERENCE } from "./runtimes.ts";

/**
 * How far logits may differ, and how near to each other two classes are a tie: 1e-5 of the largest
 * logit, or 1e-5.
 */
export const BOUND = 1e-5;

/** What promises are held against. */
export type Measured = Pick<Parity, "runtimes" | "models" | "pairs" | "maps">;

/** One promise. */
interface Rule {
  readonly name: string;
  readonly promise: string;
  readonly because: string;
  /**
   * The comparisons that it is about: a line for each that breaks it, `undefined` for each that
   * keeps it.
   */
  readonly check: (measured: Measured) => readonly (string | undefined)[];
}

/** Where nothing but the order of additions may differ. */
const isRounding = ({ backend, against }: Pair) =>
  against === REFERENCE && (backend === "wasm" || backend === "webgpu");

const nameOf = ({ model, output, runtime, against }: Pair) =>
  `${output} of ${model}, ${runtime} beside ${against}`;

/** What weft promises of its runtimes. */
const RULES: readonly Rule[] = [
  {
    name: "every runtime runs",
    promise: "Every runtime that is on the machine runs every model to the end.",
    because: "It is the same graph, of standard operators only.",
    check: ({ runtimes, models }) => [
      ...runtimes.filter(({ state }) => state !== "absent")
        .map(({ name, state, why }) => state === "failed" ? `${name}: ${why}` : undefined),
      ...models.map(({ model, runtime, error }) =>
        error === undefined ? undefined : `${model}, ${runtime}: ${error}`
      ),
    ],
  },
  {
    name: "equal logits",
    promise: "WebAssembly and WebGPU give the CPU's logits within 1e-5; " +
      "within 1e-5 of the largest logit where that is above 1.",
    because:
      "Each kernel adds float32 in an order of its own; a unit in the last place is 6e-8 of a " +
      "number, and a logit is the end of a few layers of such sums.",
    check: ({ pairs }) =>
      pairs.filter((pair) => pair.output === "logits" && isRounding(pair)).map((pair) => {
        const found = scaled(pair);
        if (pair.strange > 0) return `${nameOf(pair)}: ${pair.strange} numbers are not finite`;
        return found <= BOUND ? undefined : `${nameOf(pair)}: ${found.toExponential(1)}`;
      }),
  },
  {
    name: "equal classes",
    promise: "WebAssembly and WebGPU see the CPU's class in every image, ties within 1e-5 aside.",
    because: "It follows from equal logits, unless two classes are as near to each other as they.",
    check: ({ pairs }) =>
      pairs.filter((pair) => pair.disagreements !== undefined && isRounding(pair)).map((pair) => {
        const wrong = pair.disagreements!.filter((each) => !isTie(each));
        const [first] = wrong;
        return first &&
          `${
            nameOf(pair)
          }: ${wrong.length} of ${pair.rows} images, the first number ${first.image}`;
      }),
  },
  {
    name: "equal bits in WebAssembly",
    promise: "WebAssembly gives the same bits in every engine, on one thread.",
    because: "WebAssembly defines the result of every instruction that ONNX Runtime uses.",
    check: ({ pairs }) =>
      pairs.filter(({ backend, against }) => backend === "wasm" && against !== REFERENCE)
        .map((pair) => pair.identical ? undefined : `${nameOf(pair)}: ${pair.largest}`),
  },
  {
    name: "equal maps",
    promise: "t-SNE of the same features gives the same bits in every engine.",
    because: "Maps use only operations that every engine rounds alike (docs/maps.md).",
    check: ({ maps }) => {
      const first = maps.find(({ hash }) => hash !== undefined);
      return maps.filter((map) => map !== first).map(({ engine, hash, error }) => {
        if (error !== undefined) return `${engine}: ${error}`;
        return hash === first!.hash ? undefined : `${engine} beside ${first!.engine}`;
      });
    },
  },
];

/** Whether two classes are as near to each other as runtimes may differ. */
export function isTie({ lead }: Disagreement): boolean {
  return lead <= BOUND;
}

/** Holds what was measured against what is promised. */
export function holdPromises(measured: Measured): PromiseResult[] {
  return RULES.map(({ check, ...rule }) => {
    const found = check(measured);
    const broken = found.filter((line) => line !== undefined);
    const state = broken.length > 0 ? "broken" : found.length > 0 ? "kept" : "unchecked";
    return { ...rule, state, checked: found.length, broken };
  });
}
