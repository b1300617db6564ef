/// <reference lib="deno.unstable" />
/** Columns of a line, as in deno.json's `fmt`. */
const WIDTH = 100;

/**
 * A lint rule: no line is wider than 100 columns. `deno fmt` wraps code but neither comments nor
 * literals; this rule looks at comments. It leaves out examples, which are code, and addresses.
 */
const plugin: Deno.lint.Plugin = {
  name: "weft-comments",
  rules: {
    "line-width": {
      create(context) {
        const { text } = context.sourceCode;
        return {
          Program() {
            for (const range of wideComments(text)) {
              context.report({
                range,
                message: `A comment is wider than ${WIDTH} columns`,
                hint: "Break the line: deno fmt does not wrap comments",
              });
            }
          },
        };
      },
    },
  },
};

export default plugin;

/** Ranges of comment lines that are too wide, by their first and last character. */
export function wideComments(text: string): [number, number][] {
  const ranges: [number, number][] = [];
  let start = 0, inExample = false;
  for (const line of text.split("\n")) {
    const comment = /^\s*(\/\*\*|\*|\/\/)\s?(.*)$/.exec(line)?.[2];
    if (comment?.startsWith("```")) inExample = !inExample;
    if (comment === undefined) inExample = false;
    const isWide = line.length > WIDTH && comment !== undefined && !inExample &&
      !comment.includes("://");
    if (isWide) ranges.push([start, start + line.length]);
    start += line.length + 1;
  }
  return ranges;
}
