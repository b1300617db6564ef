// deno-lint-ignore-file no-console
/**
 * Runs tfjs-core's own specs against the compiler: every tensor that a spec reads is compiled to
 * ONNX and computed by ONNX Runtime.
 *
 * @module
 */

import jasmineCore from "jasmine-core";
import { EAGER_BACKEND_NAME, eagerBackend } from "../../compiler/testing/eager_backend.ts";
import { kernels } from "../../compiler/kernels/mod.ts";
import { REFUSED } from "../../compiler/refused.ts";
import type { Target } from "../../compiler/targets.ts";
import { loadSuite } from "./bundle.ts";
import { EXCLUDED_SPECS } from "./exclusions.ts";
import { type KernelCall, recordKernels } from "./record.ts";

/** A spec, or another check, that failed. */
export interface Failure {
  readonly spec: string;
  readonly message: string;
}

/** Result of the suite. */
export interface SuiteResult {
  /** Number of specs that ran. */
  readonly specs: number;
  /** Number of specs that called a kernel. */
  readonly reachedKernel: number;
  readonly passed: number;
  /** Number of excluded specs by reason. */
  readonly excluded: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
  /** The kernel calls of tfjs's cpu backend in the same specs. */
  readonly calls: readonly KernelCall[];
}

/** jasmine's result of a spec. */
interface SpecResult {
  readonly fullName: string;
  readonly status: "passed" | "failed" | "pending" | "excluded";
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** The part of jasmine that is used. */
interface Jasmine {
  getEnv(): {
    configure(configuration: { random: boolean }): void;
    addReporter(
      reporter: { specStarted(): void; specDone(result: SpecResult): void },
    ): void;
    execute(): Promise<unknown>;
  };
}

/** The second environment, in which specs run to record kernel calls. */
const CPU = { name: "cpu-recorded", backendName: "cpu", isDataSync: true };

/**
 * Runs the suite for one target. It can run only once in a process, because tfjs and jasmine use
 * the global scope. A spec that uses something that the compiler refuses on purpose is excluded
 * even if it passes, because some specs expect an error, but another one.
 */
export async function runSuite(target: Target): Promise<SuiteResult> {
  const backend = eagerBackend(target);
  const jasmine = (jasmineCore as unknown as { boot(reinitialise: boolean): Jasmine }).boot(true);
  const suite = await loadSuite();
  suite.setTestEnvs([{ name: "weft", backendName: EAGER_BACKEND_NAME, isDataSync: false }, CPU]);
  const calls = recordKernels(Object.keys(kernels));
  await suite.loadSpecs();
  const environment = jasmine.getEnv();
  environment.configure({ random: false });

  let specs = 0;
  let reachedKernel = 0;
  let passed = 0;
  const excluded = new Map<string, number>();
  const failures: Failure[] = [];
  environment.addReporter({
    specStarted: () => {
      backend.called.clear();
      backend.refused.clear();
    },
    specDone: ({ fullName, status, failedExpectations }) => {
      if (status === "pending" || status === "excluded") return;
      if (fullName.includes(` ${CPU.name} {}`)) return;
      specs++;
      if (backend.called.size > 0) reachedKernel++;
      const [refusal] = [...backend.refused].flatMap((name) => REFUSED[name] ?? []);
      const reason = refusal?.why ?? EXCLUDED_SPECS[fullName];
      if (reason !== undefined && (refusal || status === "failed")) {
        excluded.set(reason, (excluded.get(reason) ?? 0) + 1);
      } else if (reason !== undefined) {
        failures.push({ spec: fullName, message: "it passes: drop its row in exclusions.ts" });
      } else if (status === "passed") passed++;
      else failures.push({ spec: fullName, message: failedExpectations[0]?.message ?? "" });
    },
  });
  // Specs print tensors, but standard output is reserved for the result.
  const { log } = console;
  console.log = () => {};
  await environment.execute().finally(() => console.log = log);
  return { specs, reachedKernel, passed, excluded, failures, calls };
}
