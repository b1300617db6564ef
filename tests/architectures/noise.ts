import * as tf from "@tensorflow/tfjs";

/**
 * Runs `fn` on tfjs's cpu backend so that tf.dropout draws the given numbers, in the order of its
 * calls, as a compiled step is fed them.
 */
export function withNoise<T>(draws: readonly Float32Array[], fn: () => T): T {
  const cpu = tf.backend();
  const { write } = cpu;
  let next = 0;
  cpu.write = (values, shape, dtype) => {
    const stack = new Error().stack ?? "";
    const drawn = /\bdropout_ /.test(stack) && /\brandomUniform_ /.test(stack);
    return write.call(cpu, drawn ? draws[next++]!.slice() : values, shape, dtype);
  };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  try {
    const result = fn();
    if (next !== draws.length) throw new Error(`${draws.length} draws were given, ${next} taken`);
    return result;
  } finally {
    Error.stackTraceLimit = limit;
    cpu.write = write;
  }
}
