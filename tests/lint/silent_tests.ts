/// <reference lib="deno.unstable" />

/** Functions that declare a test or a step. */
const DECLARATIONS = /^(Deno\.test|t\.step|webTest)$/;
const CLOCKS = /^(performance|Date)\.now$/;

/**
 * Lint rules for tests that could pass without a check, or fail without a fault: no test returns
 * early, decides on its own to be ignored, or reads a clock.
 */
const plugin: Deno.lint.Plugin = {
  name: "weft-tests",
  rules: {
    "no-early-return": {
      create: (context) => ({
        CallExpression(call) {
          if (!isTest(context, call)) return;
          for (const node of call.arguments.flatMap(bodiesIn).flatMap(earlyReturns)) {
            context.report({
              node,
              message: "A test that returns early counts as passed",
              hint: "Give the test needs() of tests/needs.ts as options, or split it",
            });
          }
        },
      }),
    },
    "no-own-ignore": {
      create: (context) => ({
        Property(node) {
          if (!isTestFile(context) || nameOf(node.key) !== "ignore") return;
          context.report({
            node,
            message: "A test that is ignored prints why, and CI knows of it",
            hint: "Use needs() of tests/needs.ts",
          });
        },
      }),
    },
    "no-clock": {
      create: (context) => ({
        MemberExpression(node) {
          if (!isTestFile(context) || !CLOCKS.test(context.sourceCode.getText(node))) return;
          context.report({
            node,
            message: "The time that a test takes depends on the machine",
            hint: "Compare counts or results, or measure the time in a bench",
          });
        },
      }),
    },
  },
};

export default plugin;

const isTestFile = ({ filename }: Deno.lint.RuleContext) => filename.endsWith("_test.ts");

function isTest(context: Deno.lint.RuleContext, { callee }: Deno.lint.CallExpression): boolean {
  return isTestFile(context) && DECLARATIONS.test(context.sourceCode.getText(callee));
}

function nameOf(key: Deno.lint.Node): string | undefined {
  return key.type === "Identifier" ? key.name : undefined;
}

/** The bodies of a test's function, also where a call such as `withFolder(test)` wraps it. */
function bodiesIn(node: Deno.lint.Node): Deno.lint.Statement[] {
  switch (node.type) {
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      if (!node.body) return [];
      return node.body.type === "BlockStatement" ? [node.body] : bodiesIn(node.body);
    case "AwaitExpression":
      return bodiesIn(node.argument);
    case "CallExpression":
      return node.arguments.flatMap(bodiesIn);
    case "ObjectExpression":
      return node.properties.flatMap((property) =>
        property.type === "Property" && nameOf(property.key) === "fn"
          ? bodiesIn(property.value)
          : []
      );
    default:
      return [];
  }
}

/** The returns of a test's body that depend on a condition; not those of functions in it. */
function earlyReturns(node: Deno.lint.Statement): Deno.lint.Node[] {
  switch (node.type) {
    case "BlockStatement":
      return node.body.flatMap(earlyReturns);
    case "TryStatement":
      return [node.block, node.handler?.body, node.finalizer]
        .flatMap((part) => part ? earlyReturns(part) : []);
    case "IfStatement":
      return [node.consequent, node.alternate].flatMap((part) => part ? returnsIn(part) : []);
    default:
      return [];
  }
}

function returnsIn(node: Deno.lint.Statement): Deno.lint.Node[] {
  if (node.type === "ReturnStatement") return [node];
  return node.type === "BlockStatement" ? node.body.flatMap(returnsIn) : earlyReturns(node);
}
