import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { targets } from "../compiler/mod.ts";
import { WeftError } from "../error.ts";
import { assertSameBytes } from "../tests/same_bytes.ts";
import { withClock } from "../tests/with_clock.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { compileClassifier } from "./classifier/compile.ts";
import type { ClassifierConfig } from "./config.ts";
import type { EpochMetrics, Scores } from "./run_folder.ts";
import type { CompiledTraining, Parameters } from "./training.ts";
import { learningRate } from "./schedule.ts";
import { bandImages, sampleConfig, smallClassifier } from "./testing/sample_run.ts";
import { type TrainingEvents, type TrainingResult, trainRun } from "./train_run.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const IMAGES = bandImages(205);
const STEPS = 20;

const CONFIG = sampleConfig({ model: "small", epochs: 3, dropout: 0.2 });
const COMPILED = compile(CONFIG);

function compile(config: ClassifierConfig): CompiledTraining {
  return compileClassifier(smallClassifier, 10, config, config.batchSize, targets.cpu);
}

interface Run {
  readonly config?: ClassifierConfig;
  readonly compiled?: CompiledTraining;
  readonly checkpoint?: Checkpoint;
  readonly metrics?: readonly EpochMetrics[];
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal;
  readonly events?: Partial<TrainingEvents>;
}

/** The result of a run, and the events before it. */
interface Recorded {
  readonly result: TrainingResult;
  /** Every checkpoint, as bytes. */
  readonly saved: Uint8Array[];
  /** The metrics at the end of each epoch. */
  readonly epochs: (readonly EpochMetrics[])[];
}

async function run({ config = CONFIG, compiled = COMPILED, events, ...rest }: Run = {}): Promise<
  Recorded
> {
  const saved: Uint8Array[] = [], epochs: (readonly EpochMetrics[])[] = [];
  const result = await trainRun(
    {
      config,
      compiled,
      images: IMAGES,
      batchSize: config.batchSize,
      session: { backend: "cpu", threads: 1 },
      metrics: rest.metrics ?? [],
      checkpointSeconds: rest.checkpointSeconds ?? 3600,
      signal: rest.signal ?? new AbortController().signal,
      ...(rest.checkpoint ? { checkpoint: rest.checkpoint } : {}),
    },
    {
      onProgress: () => {},
      onCheckpoint: (checkpoint) => {
        saved.push(encodeCheckpoint(checkpoint));
        return Promise.resolve();
      },
      validate: () => Promise.resolve(undefined),
      onEpoch: (metrics) => {
        epochs.push(metrics);
        return Promise.resolve();
      },
      ...events,
    },
  );
  return { result, saved, epochs };
}

function decode(bytes: Uint8Array, { step }: CompiledTraining = COMPILED): Checkpoint {
  const shapes = new Map(step.state.map(({ name, shape }) => [name, shape]));
  return decodeCheckpoint(bytes, "checkpoint", "small", shapes);
}

/** Makes a validation that returns losses epoch by epoch. */
const validateWith = (losses: readonly number[]) => {
  let epoch = 0;
  return (): Promise<Scores> => Promise.resolve({ loss: losses[epoch++]!, accuracy: 0.5 });
};

const withoutSeconds = (metrics: readonly EpochMetrics[]) =>
  metrics.map(({ seconds: _, ...line }) => line);

function assertSameParameters(actual: Parameters, expected: Parameters): void {
  assert.deepEqual([...actual.keys()], [...expected.keys()]);
  for (const [name, numbers] of expected) assertSameBytes(actual.get(name)!, numbers, name);
}

const UNINTERRUPTED = await run();

Deno.test("trainRun() learns", async () => {
  // A shift by one row would blur the difference between the classes.
  const augmentation = { flip: true, shift: 0 };
  const config = { ...CONFIG, epochs: 10, learningRate: 0.02, dropout: 0, augmentation };
  const { result: { metrics } } = await run({ config, compiled: compile(config) });
  assert.ok(metrics[9]!.train.loss < metrics[0]!.train.loss / 4, `${metrics[9]!.train.loss}`);
  assert.ok(metrics[9]!.train.accuracy! > 0.9, `${metrics[9]!.train.accuracy}`);
});

Deno.test("trainRun() reports each epoch", () => {
  const { result, epochs } = UNINTERRUPTED;
  assert.equal(result.outcome, "finished");
  assert.deepEqual(epochs.map((lines) => lines.length), [1, 2, 3]);
  assert.deepEqual(result.metrics, epochs[2]);
  assert.deepEqual(result.metrics.map(({ epoch }) => epoch), [1, 2, 3]);
  // The last 5 of 205 images fill no batch of 10; they are others in each epoch.
  assert.deepEqual(result.metrics.map(({ step }) => step), [STEPS, 2 * STEPS, 3 * STEPS]);
  // The learning rate of an epoch is that of its last step.
  const { schedule, learningRate: peak } = CONFIG;
  assert.deepEqual(
    result.metrics.map(({ lr }) => lr),
    result.metrics.map(({ step }) => learningRate(schedule, peak, step - 1, 3 * STEPS)),
  );
  const [first, , last] = result.metrics;
  assert.ok(last!.train.loss < first!.train.loss);
  assert.ok(last!.seconds >= first!.seconds);
  assert.equal(last!.val, undefined);
  assert.ok(result.imagesPerSecond > 0);
});

Deno.test("trainRun() saves at the start, after each epoch, and after checkpointSeconds", async () => {
  const positions = (saved: Uint8Array[]) =>
    saved.map((bytes) => decode(bytes).position).map(({ epoch, step }) => [epoch, step]);
  assert.deepEqual(positions(UNINTERRUPTED.saved), [[1, 0], [2, 0], [3, 0], [4, 0]]);
  const { saved } = await run({ checkpointSeconds: 0 });
  const all = positions(saved);
  assert.ok(all.length > 4, "a checkpoint after each chunk");
  assert.ok(
    all.every(([, step]) => step! < STEPS),
    "only one at the end of an epoch",
  );
  assertSameBytes(saved.at(-1)!, UNINTERRUPTED.saved.at(-1)!, "the last of many checkpoints");
});

Deno.test("trainRun() gives other parameters for another seed", async () => {
  const config = { ...CONFIG, seed: 2 };
  const { saved } = await run({ config, compiled: compile(config) });
  const [first, other] = [UNINTERRUPTED.saved.at(-1)!, saved.at(-1)!].map((bytes) =>
    [...decode(bytes).state].find(([name]) => name.endsWith("kernel"))![1].data
  );
  assert.throws(
    () => assertSameBytes(other!, first!, "the other seed's"),
    /the other seed's: byte/,
  );
});

Deno.test("trainRun() stopped and continued after each chunk ends with the same bytes", async () => {
  let checkpoint: Checkpoint | undefined;
  let metrics: readonly EpochMetrics[] = [];
  let stops = 0;
  while (true) {
    const stop = new AbortController();
    const { result, saved, epochs } = await run({
      ...(checkpoint ? { checkpoint } : {}),
      metrics,
      signal: stop.signal,
      events: { onProgress: () => stop.abort() },
    });
    metrics = epochs.at(-1) ?? metrics;
    const last = saved.at(-1)!;
    checkpoint = decode(last); // through the bytes of the file
    if (result.outcome === "finished") {
      assertSameBytes(last, UNINTERRUPTED.saved.at(-1)!, "the checkpoint");
      assertSameParameters(result.parameters, UNINTERRUPTED.result.parameters);
      break;
    }
    assert.equal(result.outcome, "interrupted");
    assert.ok(++stops < 4 * STEPS, "it never ends");
  }
  assert.ok(stops > 2 * STEPS, `stopped only ${stops} times`);
  assert.deepEqual(withoutSeconds(metrics), withoutSeconds(UNINTERRUPTED.result.metrics));
});

Deno.test("trainRun() continued from a finished run trains nothing", async () => {
  const { result, saved, epochs } = await run({
    checkpoint: decode(UNINTERRUPTED.saved.at(-1)!),
    metrics: UNINTERRUPTED.result.metrics,
  });
  assert.equal(result.outcome, "finished");
  assertSameParameters(result.parameters, UNINTERRUPTED.result.parameters);
  assert.deepEqual([saved.length, epochs.length], [0, 0]);
  assert.ok(result.imagesPerSecond > 0 && Number.isFinite(result.imagesPerSecond));
});

Deno.test("trainRun() trains nothing when it is stopped before the first step", async () => {
  const { result, saved } = await run({ signal: AbortSignal.abort() });
  assert.equal(result.outcome, "interrupted");
  assert.ok(saved.every((bytes) => decode(bytes).position.step === 0));
  assert.ok(Number.isFinite(result.imagesPerSecond));
});

Deno.test("trainRun() stops early and keeps the epoch with the lowest validation loss", async () => {
  const config: ClassifierConfig = { ...CONFIG, epochs: 9, patience: 2 };
  const parameters: Parameters[] = [];
  const validate = validateWith([0.9, 0.5, 0.6, 0.55, 0.1]);
  const { result, saved } = await run({
    config,
    events: {
      validate: (present) => {
        parameters.push(present);
        return validate();
      },
    },
  });
  assert.equal(result.outcome, "stopped early");
  assert.equal(result.metrics.length, 4);
  assert.deepEqual(result.metrics.map(({ val }) => val!.loss), [0.9, 0.5, 0.6, 0.55]);
  assertSameParameters(result.parameters, parameters[1]!);
  assert.throws(() => assertSameParameters(parameters[3]!, parameters[1]!), /byte/);

  const checkpoint = decode(saved.at(-1)!);
  assert.deepEqual(checkpoint.position.best, { epoch: 2, loss: 0.5 });
  const again = await run({ config, checkpoint, metrics: result.metrics });
  assert.equal(again.result.outcome, "stopped early", "a resumed run stays stopped");
  assertSameParameters(again.result.parameters, parameters[1]!);
  assert.equal(again.saved.length, 0);
});

Deno.test("trainRun() keeps the best epoch across an interruption", async () => {
  const config: ClassifierConfig = { ...CONFIG, epochs: 4, patience: 9 };
  const losses = [0.4, 0.3, 0.5, 0.6];
  const expected = await run({ config, events: { validate: validateWith(losses) } });
  const stop = new AbortController();
  const first = await run({
    config,
    signal: stop.signal,
    events: {
      validate: validateWith(losses),
      onProgress: (_, epoch) => {
        if (epoch === 3) stop.abort();
      },
    },
  });
  assert.equal(first.result.outcome, "interrupted");
  const { result, saved } = await run({
    config,
    checkpoint: decode(first.saved.at(-1)!),
    metrics: first.result.metrics,
    events: { validate: validateWith(losses.slice(2)) },
  });
  assert.equal(result.outcome, "finished");
  assertSameBytes(saved.at(-1)!, expected.saved.at(-1)!, "the checkpoint");
  assertSameParameters(result.parameters, expected.result.parameters);
});

Deno.test("trainRun() names the step in which the loss is no longer a number", async () => {
  const config: ClassifierConfig = {
    ...CONFIG,
    learningRate: 1e30,
    schedule: "constant",
    optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0 },
  };
  const saved: Uint8Array[] = [];
  const running = run({
    config,
    compiled: compile(config),
    events: {
      onCheckpoint: (checkpoint) => {
        saved.push(encodeCheckpoint(checkpoint));
        return Promise.resolve();
      },
    },
  });
  await assert.rejects(running, (error) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.equal(error.code, "runtime");
    // The first step starts from sound parameters; its update is what makes them absurd.
    assert.match(error.message, /the loss is no longer a number in epoch 1, step [23]$/);
    assert.match(error.hint, /--lr/);
    return true;
  });
  assert.equal(saved.length, 1, "nothing of the failed epoch is saved");
});

Deno.test("trainRun() fails with the error of a checkpoint that cannot be written", async () => {
  const full = new WeftError("file", "Cannot write: no space", "Free some");
  await assert.rejects(run({ events: { onCheckpoint: () => Promise.reject(full) } }), full);
});

Deno.test("trainRun() saves within an epoch when more than checkpointSeconds have passed", async () => {
  const config = { ...CONFIG, epochs: 1 };
  const compiled = compile(config);
  // The clock is read three times for each chunk, which is then a single step: 30 seconds.
  const stepsOf = async (checkpointSeconds: number) => {
    const { saved } = await withClock(10, () => run({ config, compiled, checkpointSeconds }));
    return saved.map((bytes) => decode(bytes, compiled).position).filter(({ epoch }) => epoch === 1)
      .map(({ step }) => step);
  };
  assert.deepEqual(await stepsOf(100), [0, 4, 8, 12, 16]);
  assert.deepEqual(await stepsOf(90), [0, 4, 8, 12, 16]);
  assert.deepEqual(await stepsOf(89.9), [0, 3, 6, 9, 12, 15, 18]);
});

Deno.test("trainRun() makes chunks no longer than half a second, or than checkpointSeconds", async () => {
  const config = { ...CONFIG, epochs: 1 };
  const compiled = compile(config);
  /** The steps of each chunk, where a chunk counts as 20 ms: the clock stands still. */
  const chunksOf = async (checkpointSeconds: number) => {
    const done = [0];
    const onProgress = (images: number) => void done.push(images / config.batchSize);
    const events = { onProgress };
    await withClock(0, () => run({ config, compiled, checkpointSeconds, events }));
    return done.slice(1).map((steps, i) => steps - done[i]!);
  };
  assert.deepEqual(await chunksOf(3600), [1, 19]); // 25 in 500 ms
  assert.deepEqual(await chunksOf(0.1), [1, 5, 14]); // 5, then 25 in 100 ms
  assert.deepEqual(await chunksOf(0), [1, 3, 8, 8]); // 3, 8, then 20 in 50 ms
});
