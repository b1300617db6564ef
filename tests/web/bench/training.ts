import type { Page } from "playwright-core";
import {
  type Absent,
  type Comparison,
  isAbsent,
  type Program,
  type Timed,
} from "../../../bench/comparison.ts";
import { timeRounds } from "../../../bench/rounds.ts";
import project from "../../../deno.json" with { type: "json" };
import { openPage } from "../open_page.ts";
import { bundlePages } from "./bundle_pages.ts";
import type { TrainingPage } from "./pages/training.ts";
import {
  type StepRequest,
  type StepResponse,
  TRAINING_PROGRAMS,
  type TrainingProgram,
} from "./pages/training_programs.ts";

/** The models that every program trains. */
export const MODELS = ["lenet", "lenet-modified"] as const;

/** The largest difference of a first loss: all programs begin at the same weights. */
const SAME_LOSS = 1e-3;

/** Chromium computes WebGL and WebGPU in software, by SwiftShader, and has no other adapter. */
const FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/** Times a training step of 128 images in one page, in which the programs alternate. */
export async function timeTraining(
  { models, on, rounds }: {
    readonly models: readonly string[];
    /** The kinds of work in {@linkcode TRAINING_PROGRAMS}. */
    readonly on: readonly string[];
    readonly rounds: number;
  },
  signal: AbortSignal,
): Promise<Comparison[]> {
  const folder = await Deno.makeTempDir();
  await bundlePages(folder, { pages: ["training"], workers: ["training_worker"] });
  await Deno.rename(`${folder}/training.html`, `${folder}/index.html`);
  const { page, close } = await openPage(folder, { webgpu: true, flags: FLAGS });
  try {
    const comparisons: Comparison[] = [];
    for (const model of models) {
      for (const work of on) {
        const programs = await startPrograms(page, model, TRAINING_PROGRAMS[work]!);
        const ready = programs.filter((each): each is Program => !isAbsent(each));
        const timed = await timeRounds(ready, rounds, signal);
        const [weft, ...others] = programs.map((each): Timed | Absent =>
          isAbsent(each) ? each : timed[ready.indexOf(each)]!
        );
        for (const { close } of ready) await close?.();
        if (isAbsent(weft!)) throw new Error(`weft does not train ${model}: ${weft.absent}`);
        const title = `${model}, a training step of 128 images on ${work}`;
        comparisons.push({ part: "training", work: title, weft: weft!, others });
      }
    }
    return comparisons;
  } finally {
    await close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts programs one after another, and compares the losses of their first steps. */
async function startPrograms(
  page: Page,
  model: string,
  programs: readonly TrainingProgram[],
): Promise<(Program | Absent)[]> {
  const started: (Program | Absent)[] = [];
  let expected: number | undefined;
  for (const program of programs) {
    const { name, backend: form, threads } = program;
    const answer = await ask(page, name, { kind: "start", program, model });
    if ("failed" in answer || !("loss" in answer)) {
      started.push({ name, form, absent: "failed" in answer ? answer.failed : "no loss" });
      continue;
    }
    expected ??= answer.loss;
    // Times are comparable only where all programs compute the same.
    if (Math.abs(answer.loss - expected) > SAME_LOSS) {
      throw new Error(
        `The first loss of ${model} is ${expected} in weft, ${answer.loss} in ${name}`,
      );
    }
    started.push({
      ...{ name, form, threads, version: versionOf(program) },
      time: async (count) => {
        const answer = await ask(page, name, { kind: "run", count });
        if ("milliseconds" in answer) return answer.milliseconds;
        throw new Error(`${name} stopped: ${JSON.stringify(answer)}`);
      },
      close: () => page.evaluate((name) => (globalThis as unknown as TrainingPage).end(name), name),
    });
  }
  return started;
}

const ask = (page: Page, name: string, request: StepRequest): Promise<StepResponse> =>
  page.evaluate(
    ([name, request]) => (globalThis as unknown as TrainingPage).ask(name, request),
    [name, request] as const,
  );

function versionOf(program: TrainingProgram): string {
  if (!program.package) return project.version;
  return project.imports[program.package as keyof typeof project.imports].split("@").at(-1)!;
}
