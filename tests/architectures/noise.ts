import * as tf from "@tensorflow/tfjs";

/**
 * Runs `fn` on tfjs's cpu backend and replaces the random numbers of each call of tf.dropout by the
 * given ones, which are also fed to a compiled step.
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
