// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import {
  type GraphProto,
  type TensorProto,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { floatsOf } from "../read.ts";
import { FLOAT16_LARGEST, FLOAT16_SMALLEST_NORMAL, float16Bits } from "./float16_numbers.ts";

/** Smaller constants are stored in float32 for the nodes that compute in float32. */
const FEWEST_OF_A_WEIGHT = 64;

/** The values that nodes need in each type, and the name of a value in float16. */
interface Needs {
  readonly need16: ReadonlySet<string>;
  readonly need32: ReadonlySet<string>;
  readonly half: (value: string) => string;
}

/** The float32 constants of a graph, to be stored in float16. */
export class Float16Constants {
  readonly #graph: GraphProto;
  readonly #floats = new Map<string, Float32Array>();
  readonly #obstacles = new Map<string, string>();

  /** Reads the constants and looks for numbers that float16 does not have. */
  constructor(graph: GraphProto) {
    this.#graph = graph;
    const inputs = new Set(graph.input.map(({ name }) => name));
    for (const tensor of graph.initializer) {
      const floats = inputs.has(tensor.name) ? undefined : floatsOf(tensor);
      if (!floats) continue;
      this.#floats.set(tensor.name, floats);
      const obstacle = obstacleIn(floats);
      if (obstacle !== undefined) {
        this.#obstacles.set(tensor.name, `its constant ${tensor.name} has ${obstacle}`);
      }
    }
  }

  /** The reason why a constant must stay float32; `undefined` when float16 has its numbers. */
  obstacle(value: string): string | undefined {
    return this.#obstacles.get(value);
  }

  /**
   * Stores the constants of the graph in the types that are needed.
   *
   * @returns Those that are stored in float16 and needed in float32 too.
   */
  store({ need16, need32, half }: Needs): string[] {
    const widened: string[] = [];
    this.#graph.initializer = this.#graph.initializer.flatMap((tensor) => {
      const { name } = tensor;
      const floats = this.#floats.get(name);
      if (!floats || this.#obstacles.has(name)) return [tensor];
      const isWeight = floats.length >= FEWEST_OF_A_WEIGHT;
      if (!need16.has(name) && !isWeight) return [tensor];
      const stored = float16Tensor(half(name), tensor, floats);
      if (!need32.has(name)) return [stored];
      if (!isWeight) return [tensor, stored];
      widened.push(name);
      return [stored];
    });
    return widened;
  }
}

/**
 * Describes the first number that float16 does not have. A single number is a setting, such as an
 * epsilon, and must not lose its digits; among many, one that is nearly zero does not matter.
 */
function obstacleIn(floats: Float32Array): string | undefined {
  const large = floats.find((value) => Number.isFinite(value) && Math.abs(value) > FLOAT16_LARGEST);
  if (large !== undefined) return `${large.toPrecision(2)}, and float16 ends at ${FLOAT16_LARGEST}`;
  const [setting] = floats.length === 1 ? floats : [];
  return setting && Math.abs(setting) < FLOAT16_SMALLEST_NORMAL
    ? `${setting.toPrecision(2)}, and float16 loses digits below 6e-5`
    : undefined;
}

function float16Tensor(name: string, { dims }: TensorProto, floats: Float32Array): TensorProto {
  const rawData = new Uint8Array(float16Bits(floats).buffer);
  return create(TensorProtoSchema, { name, dataType: DataType.FLOAT16, dims, rawData });
}
