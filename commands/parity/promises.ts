import { type Disagreement, scaled } from "./compare.ts";
import type { Pair, Parity, PromiseResult } from "./parity.ts";
import { REFERENCE } from "./runtimes.ts";

/**
 * The largest allowed difference of logits, and the largest lead in a tie: 1e-5 of the largest
 * logit, or 1e-5 where all are smaller than 1.
 */
export const BOUND = 1e-5;

/** The measurements that promises are checked against. */
export type Measurements = Pick<Parity, "runtimes" | "models" | "pairs" | "maps">;

/** A promise and its check. */
interface Rule {
  readonly name: string;
  readonly promise: string;
  readonly because: string;
  /**
   * Makes a line for each comparison that breaks the promise, `undefined` for each that keeps it.
   */
  readonly check: (measured: Measurements) => readonly (string | undefined)[];
}

/** True for two runtimes that may differ in the order of additions only. */
const isRounding = ({ backend, against }: Pair) =>
  against === REFERENCE && (backend === "wasm" || backend === "webgpu");

const nameOf = ({ model, output, runtime, against }: Pair) =>
  `${output} of ${model}, ${runtime} against ${against}`;

/** The promises. */
const RULES: readonly Rule[] = [
  {
    name: "every runtime runs",
    promise: "Every runtime that is on the machine runs every model to the end.",
    because: "It is the same graph, which has standard operators only.",
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
      "Each runtime adds float32 numbers in its own order. A unit in the last place is 6e-8 of a " +
      "number, and a logit is the result of a few layers of sums.",
    check: ({ pairs }) =>
      pairs.filter((pair) => pair.output === "logits" && isRounding(pair)).map((pair) => {
        const found = scaled(pair);
        if (pair.strange > 0) return `${nameOf(pair)}: ${pair.strange} numbers are not finite`;
        return found <= BOUND ? undefined : `${nameOf(pair)}: ${found.toExponential(1)}`;
      }),
  },
  {
    name: "equal classes",
    promise: "WebAssembly and WebGPU predict the CPU's class for every image, except ties within " +
      "1e-5.",
    because: "It follows from equal logits, unless two classes are closer to each other than that.",
    check: ({ pairs }) =>
      pairs.filter((pair) => pair.disagreements !== undefined && isRounding(pair)).map((pair) => {
        const wrong = pair.disagreements!.filter((each) => !isTie(each));
        const [first] = wrong;
        return first &&
          `${
            nameOf(pair)
          }: ${wrong.length} of ${pair.rows} images, the first is number ${first.image}`;
      }),
  },
  {
    name: "equal bits in WebAssembly",
    promise: "WebAssembly gives the same bits in every host, on one thread.",
    because: "WebAssembly defines the result of every instruction that ONNX Runtime uses.",
    check: ({ pairs }) =>
      pairs.filter(({ backend, against }) => backend === "wasm" && against !== REFERENCE)
        .map((pair) => pair.identical ? undefined : `${nameOf(pair)}: ${pair.largest}`),
  },
  {
    name: "equal maps",
    promise: "t-SNE of the same features gives the same bits in every host.",
    because: "Maps use only operations that every JavaScript engine rounds alike (docs/maps.md).",
    check: ({ maps }) => {
      const first = maps.find(({ hash }) => hash !== undefined);
      return maps.filter((map) => map !== first).map(({ engine, hash, error }) => {
        if (error !== undefined) return `${engine}: ${error}`;
        return hash === first!.hash ? undefined : `${engine} against ${first!.engine}`;
      });
    },
  },
];

/** True when the two classes are as close to each other as runtimes may differ. */
export function isTie({ lead }: Disagreement): boolean {
  return lead <= BOUND;
}

/** Checks the measurements against every promise. */
export function checkPromises(measured: Measurements): PromiseResult[] {
  return RULES.map(({ check, ...rule }) => {
    const found = check(measured);
    const broken = found.filter((line) => line !== undefined);
    const state = broken.length > 0 ? "broken" : found.length > 0 ? "kept" : "unchecked";
    return { ...rule, state, checked: found.length, broken };
  });
}
