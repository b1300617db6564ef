// This module is browser compatible.

/** Frames of an error's stack, as text lines without the leading "at". */
function frames(site: Error): string[] {
  return (site.stack ?? "").split("\n").map((line) => line.trim().replace(/^at /, ""))
    .filter((line) => /:\d+/.test(line));
}

/** The folder of the compiler. As an argument of new URL(), bundlers look for a file there. */
const here = import.meta.url.replace(/[^/]*$/, "");

/**
 * Describes the place that called a kernel: the tfjs op and the innermost line of code that belongs
 * neither to tfjs nor to the compiler, such as `tf.erf at file:///home/me/model.ts:12:9`.
 */
export function describeCallSite(site: Error): string {
  const lines = frames(site);
  const op = lines.map((line) => /(?:^|\.)([a-zA-Z0-9]+)_(?: |$)/.exec(line)?.[1]).find(Boolean);
  const user = lines.find((line) =>
    !line.includes("@tensorflow") && !line.includes("node_modules") &&
    !/\b(ext|node):/.test(line) &&
    (!line.includes(here) || line.includes("_test.ts"))
  );
  const place = user ? `at ${/\(?([^()\s]+:\d+)\)?$/.exec(user)?.[1] ?? user}` : "by tfjs itself";
  return op ? `tf.${op} ${place}` : place;
}

/** Runs `fn` with stacks deep enough to reach the user's code through tfjs. */
export function withDeepStacks<T>(fn: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  try {
    return fn();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
