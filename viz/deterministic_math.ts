/// <reference lib="deno.unstable" />
/**
 * A lint rule, `weft/deterministic-math`, for what the language does not define to the last bit, or
 * at all: most of `Math`, `**`, and what depends on a locale. A figure would differ with it from
 * engine to engine, and t-SNE, which is chaotic, would draw another map.
 *
 * deno.json loads it; it looks at the modules of viz/ and leaves their tests and viz/testing/
 * alone.
 *
 * @module
 */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What every engine computes alike. */
const EXACT = new Set(
  "abs ceil clz32 floor fround imul max min round sign sqrt trunc PI E LN2 SQRT2".split(" "),
);

const LOCAL = /^(toLocale[A-Z]\w*|localeCompare)$/;

/** The folder of this file, and with it that of what is checked. */
const VIZ = fileURLToPath(new URL("./", import.meta.url));

/** Tests, and the plain references that they compare with. */
const OF_TESTS = /_test\.ts$|[/\\]testing[/\\]/;

/** The rules that this repository adds to Deno's. */
const plugin: Deno.lint.Plugin = {
  name: "weft",
  rules: {
    "deterministic-math": {
      create(context) {
        const path = resolve(context.filename);
        if (!path.startsWith(VIZ) || OF_TESTS.test(path)) return {};
        const report = (node: Deno.lint.Node, what: string, hint: string) =>
          context.report({ node, message: `${what} differs from engine to engine`, hint });
        const power = (node: Deno.lint.Node) =>
          report(node, "**", "Write the product, or use exp and log of viz/kernels");
        return {
          Identifier(node) {
            if (node.name === "Intl" || LOCAL.test(node.name)) {
              report(node, node.name, "Write the format out, as viz/figures/format.ts does");
            }
            if (node.name !== "Math") return;
            const { parent } = node;
            const exact = parent.type === "MemberExpression" && parent.object === node &&
              !parent.computed && parent.property.type === "Identifier" &&
              EXACT.has(parent.property.name);
            if (exact) return;
            report(
              parent.type === "MemberExpression" ? parent : node,
              context.sourceCode.getText(parent.type === "MemberExpression" ? parent : node),
              `Use ${[...EXACT].slice(0, 12).join(", ")} only, or exp and log of viz/kernels`,
            );
          },
          BinaryExpression(node) {
            if (node.operator === "**") power(node);
          },
          AssignmentExpression(node) {
            if (node.operator === "**=") power(node);
          },
        };
      },
    },
  },
};

export default plugin;
