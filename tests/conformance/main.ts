import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { targets } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { checkOnnx } from "../onnx_checker.ts";
import { missingChecker } from "../onnx_python.ts";
import { EXCLUDED_CALLS } from "./exclusions.ts";
import { KERNEL_TABLE, kernelTable } from "./kernel_table.ts";
import { mutate } from "./mutations.ts";
import type { KernelCall } from "./record.ts";
import { replay } from "./replay.ts";
import { type Failure, runSuite } from "./run_suite.ts";
import { type ReplayRuntime, runIn, type RuntimeName, RUNTIMES } from "./runtimes.ts";
import { SPEC } from "./spec.ts";

/** Least counts of a complete run. Fewer mean that specs or calls were lost. */
const LEAST = { specs: 4160, reachedKernel: 2700, passed: 3800, calls: 9000 };

/** Largest number of failures that are printed; the rest is counted. */
const PRINTED = 20;

/** `deno task conformance`: tests the compiler with tfjs-core's own suite. */
async function conformance(
  { runtime, json }: FlagValues<typeof SPEC>,
  { stdout, stderr }: CommandContext,
): Promise<void> {
  const { specs, reachedKernel, passed, excluded, failures: specFailures, calls } = await runSuite(
    targets.portable,
  );
  const failures: Failure[] = [...specFailures];
  stderr.write(`${specs} specs, ${reachedKernel} of them reach a kernel, ${passed} passed\n`);
  for (const [reason, count] of excluded) stderr.write(`  ${count} excluded: ${reason}\n`);
  const names = runtime === "all" ? Object.keys(RUNTIMES) as RuntimeName[] : [runtime];
  const compared: Record<string, number> = {};
  for (const name of names) {
    const { missing, targets: compiledFor }: ReplayRuntime = RUNTIMES[name];
    const reason = missing();
    if (reason !== undefined) {
      if (runtime !== "all" || Deno.env.get("CI") === "true") {
        throw new WeftError("runtime", `Cannot run on ${name}: ${reason}`, "Install it");
      }
      stderr.write(`notice: kernel calls are not computed on ${name}: ${reason}\n`);
      continue;
    }
    for (const target of compiledFor) {
      const run = await runIn(RUNTIMES[name]);
      const files: Record<string, Uint8Array> = {};
      const result = await replay(calls, targets[target], name, (bytes, inputs) => {
        files[`calls ${Object.keys(files).length}`] = bytes;
        return run(bytes, inputs);
      });
      compared[`${name}, compiled for ${target}`] = result.compared;
      stderr.write(`${result.compared} kernel calls on ${name}, compiled for ${target}\n`);
      if (name === "cpu" && target === "portable") {
        failures.push(...await checkGraphs(files, stderr));
      }
      for (const [what, count] of result.refused) {
        if (what in EXCLUDED_CALLS) continue;
        failures.push({ spec: `${count} kernel calls`, message: what });
      }
      for (const { call, message } of result.failures) {
        failures.push({ spec: `${name} (${target}): ${describeCall(call)}`, message });
      }
    }
  }
  if (await Deno.readTextFile(KERNEL_TABLE) !== kernelTable(calls)) {
    failures.push({
      spec: "docs/kernels.md",
      message: "it is out of date: run deno task docs:kernels",
    });
  }
  const { tried, unnoticed } = await mutate(calls, await runIn(RUNTIMES.cpu));
  stderr.write(`${tried} wrong kernels, ${tried - unnoticed.length} of them noticed\n`);
  for (const what of unnoticed) failures.push({ spec: what, message: "no comparison failed" });
  for (
    const [what, count] of Object.entries({ specs, reachedKernel, passed, calls: calls.length })
  ) {
    const least = LEAST[what as keyof typeof LEAST];
    if (count < least) {
      failures.push({
        spec: what,
        message: `${count}; at least ${least} expected`,
      });
    }
  }

  for (const { spec, message } of failures.slice(0, PRINTED)) {
    stderr.write(`FAILED ${spec}\n       ${message.slice(0, 400)}\n`);
  }
  if (failures.length > PRINTED) stderr.write(`… and ${failures.length - PRINTED} more\n`);
  const excludedCount = [...excluded.values()].reduce((sum, count) => sum + count, 0);
  if (json) {
    const counts = { specs, reachedKernel, passed, excluded: Object.fromEntries(excluded) };
    stdout.write(`${JSON.stringify({ ...counts, compared, mutations: tried, failures })}\n`);
  }
  stderr.write(`${specs} specs, ${failures.length} failures, ${excludedCount} excluded\n`);
  if (failures.length > 0) Deno.exit(1);
}

/** Checks the graphs of the kernel calls with the official checker. */
async function checkGraphs(
  files: Readonly<Record<string, Uint8Array>>,
  stderr: CommandContext["stderr"],
): Promise<Failure[]> {
  try {
    const missing = missingChecker();
    if (missing !== undefined) {
      stderr.write(`notice: the official checker did not run: ${missing}\n`);
      return [];
    }
    await checkOnnx(files);
    stderr.write(`${Object.keys(files).length} graphs accepted by the official checker\n`);
    return [];
  } catch (error) {
    return [{ spec: "the official checker", message: (error as Error).message }];
  }
}

function describeCall({ kernel, inputs, attributes }: KernelCall): string {
  const types = Object.entries(inputs).map(([name, { dtype, shape }]) =>
    `${name}: ${dtype}[${shape}]`
  );
  return `${kernel}(${types.join(", ")}) ${JSON.stringify(attributes)}`;
}

if (import.meta.main) await runCommand(SPEC, conformance);
