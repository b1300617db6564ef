// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { activationFunction } from "./activations.ts";

/** Arguments of the cell. */
interface CellArguments {
  readonly units: number;
  /** Identifiers of tfjs. */
  readonly activation: string;
  readonly recurrentActivation: string;
  readonly useBias: boolean;
  readonly name?: string;
}

/**
 * The GRU cell of Keras with `reset_after`, its default: the reset gate is applied after the
 * product with the recurrent kernel (Cho et al. 2014, version 1), and that product has a bias of
 * its own. tfjs has only the other kind.
 */
export class ResetAfterGRUCell extends tf.layers.RNNCell {
  static readonly className = "ResetAfterGRUCell";
  readonly stateSize: number;
  #args: CellArguments;
  kernel: tf.LayerVariable | undefined;
  recurrentKernel: tf.LayerVariable | undefined;
  /** [2, 3 · units]: a row for the product of the input and one for that of the state. */
  bias: tf.LayerVariable | undefined;

  constructor(args: CellArguments) {
    super(args.name === undefined ? {} : { name: args.name });
    this.#args = args;
    this.stateSize = args.units;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { units, useBias } = this.#args;
    const width = (inputShape as tf.Shape).at(-1)!;
    const zeros = tf.initializers.zeros();
    const add = (name: string, shape: number[]) => this.addWeight(name, shape, "float32", zeros);
    this.kernel = add("kernel", [width, 3 * units]);
    this.recurrentKernel = add("recurrent_kernel", [units, 3 * units]);
    this.bias = useBias ? add("bias", [2, 3 * units]) : undefined;
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [x, state] = inputs as [tf.Tensor2D, tf.Tensor2D];
      const biases = this.bias ? tf.unstack(this.bias.read()) : [];
      const project = (a: tf.Tensor2D, kernel: tf.LayerVariable, row: number) => {
        const product = tf.matMul(a, kernel.read() as tf.Tensor2D);
        return tf.split(biases[row] ? tf.add(product, biases[row]) : product, 3, 1);
      };
      const [updateX, resetX, candidateX] = project(x, this.kernel!, 0);
      const [updateH, resetH, candidateH] = project(state, this.recurrentKernel!, 1);
      const gate = activationFunction(this.#args.recurrentActivation);
      const update = gate(tf.add(updateX!, updateH!));
      const reset = gate(tf.add(resetX!, resetH!));
      const candidate = activationFunction(this.#args.activation)(
        tf.add(candidateX!, tf.mul(reset, candidateH!)),
      );
      const next = tf.add(tf.mul(update, state), tf.mul(tf.sub(1, update), candidate));
      return [next, next];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, activation, recurrentActivation, useBias } = this.#args;
    return { ...super.getConfig(), units, activation, recurrentActivation, useBias };
  }
}

type LayerArguments = CellArguments & ConstructorParameters<typeof tf.RNN>[0];

/** The layer of this cell. */
export class ResetAfterGRU extends tf.RNN {
  static override readonly className = "ResetAfterGRU";

  constructor({ name, ...args }: LayerArguments) {
    const cell = new ResetAfterGRUCell(args);
    super({ ...args, ...(name !== undefined && { name }), cell });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { name: _, ...cell } = this.cell.getConfig();
    return { ...super.getConfig(), ...cell };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}

/** Registers the layer and its cell with tfjs. */
export function registerResetAfterGRU(): void {
  tf.serialization.registerClass(ResetAfterGRUCell);
  tf.serialization.registerClass(ResetAfterGRU);
}
