import ts from "typescript";
import { isAbsentKey, isTie } from "./equivalent.ts";

/** A change of a source text: what stands between two nodes' ends is replaced. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits that an operator of mutation makes at a node of the syntax tree; often none. */
export type Operator = (node: ts.Node) => readonly Edit[];

const replace = (node: ts.Node, text: string): Edit => ({
  start: node.getStart(),
  end: node.end,
  text,
});

/** The replacements of binary operators, by the name of the mutation. */
const BINARY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  arithmetic: {
    ...{ "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*" },
    ...{ "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=" },
    ...{ "<<": ">>", ">>": "<<", ">>>": "<<", "&": "|", "|": "&", "^": "|" },
  },
  boundary: { "<": "<=", "<=": "<", ">": ">=", ">=": ">" },
  comparison: { "===": "!==", "!==": "===", "<": ">=", "<=": ">", ">": "<=", ">=": "<" },
  logic: { "&&": "||", "||": "&&" },
};

const binary = (table: Readonly<Record<string, string>>): Operator => (node) => {
  if (!ts.isBinaryExpression(node) || isJoined(node)) return [];
  const operator = node.operatorToken.getText(), text = table[operator];
  if (text === "<=" && isLoopEnd(node) || text?.[0] === operator[0] && isTie(node)) return [];
  return text === undefined ? [] : [replace(node.operatorToken, text)];
};

/** True for a sum of texts, for which a difference is not a number. */
function isJoined({ left, right }: ts.BinaryExpression): boolean {
  return [left, right].some((side) =>
    ts.isStringLiteralLike(side) || ts.isTemplateExpression(side)
  );
}

/** True for `i < list.length` in a loop: an access behind the end of a typed array does nothing. */
function isLoopEnd({ parent, right }: ts.BinaryExpression): boolean {
  return ts.isForStatement(parent) && /\blength$/.test(right.getText());
}

/** Methods that are easily confused. */
const METHODS = new Map([
  ...[["min", "max"], ["floor", "ceil"], ["some", "every"], ["indexOf", "lastIndexOf"]],
  ...[["startsWith", "endsWith"], ["padStart", "padEnd"]],
].flatMap(([one, other]): [string, string][] => [[one!, other!], [other!, one!]]));

/** Methods whose texts are data: what is searched for, or where a text is divided. */
const TEXT_METHODS = new Set([
  ...["startsWith", "endsWith", "includes", "indexOf", "split", "join"],
  ...["has", "get", "set", "add", "replace", "replaceAll"],
]);

/** Names of operating systems: tests run on one. */
const SYSTEMS = new Set(["windows", "darwin", "linux"]);

/** True where a text is compared, searched for or listed, and not a sentence that is shown. */
function isData({ text, parent }: ts.StringLiteral): boolean {
  if (text === "" || SYSTEMS.has(text) || /\w \w/.test(text)) return false;
  if (ts.isBinaryExpression(parent)) return /^[!=]==$/.test(parent.operatorToken.getText());
  if (ts.isCallExpression(parent)) return TEXT_METHODS.has(calledName(parent) ?? "");
  return ts.isArrayLiteralExpression(parent) || ts.isCaseClause(parent);
}

/** The last name of what is called: `join` of `list.join(",")`. */
export function calledName({ expression }: ts.CallExpression | ts.NewExpression) {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : undefined;
}

/** The condition that a statement or an expression branches by. */
function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) ? node.condition : undefined;
}

const swap = (first: ts.Node, second: ts.Node): Edit[] => [{
  start: first.getStart(),
  end: second.end,
  text: second.getText() +
    first.getSourceFile().text.slice(first.end, second.getStart()) + first.getText(),
}];

/** Edits of the text of a regular expression. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\/\^/, "/"],
  [/\$(?=\/[a-z]*$)/, ""],
  [/(?<=\[[^\]]*)\\[a-z](?=[^\]]*\])/, ""],
  [/(?<=[\])\w])\+/, "*"],
  [/(?<=\/[a-z]*)i(?=[a-z]*$)/, ""],
];

/**
 * The operators of mutation by name. Each makes a program that differs in one place, as a slip of
 * the hand would.
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(Object.entries(BINARY).map(([name, table]) => [name, binary(table)])),
  constant: (node) => {
    if (!ts.isNumericLiteral(node) || isName(node)) return [];
    const value = Number(node.text), by = Number.isInteger(value) ? 1 : value / 2;
    return [value + by, value - by].map((number) =>
      replace(node, number < 0 ? `(${number})` : `${number}`)
    );
  },
  boolean: (node) => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) return [replace(node, "false")];
    return node.kind === ts.SyntaxKind.FalseKeyword ? [replace(node, "true")] : [];
  },
  negation: (node) => {
    if (isNot(node)) return [replace(node, node.operand.getText())];
    const condition = conditionOf(node);
    if (!condition || ts.isBinaryExpression(condition) || isNot(condition)) return [];
    return [replace(condition, `!(${condition.getText()})`)];
  },
  "removed branch": (node) =>
    ts.isIfStatement(node) && !node.elseStatement ? [replace(node.expression, "false")] : [],
  "swapped branches": (node) => {
    if (ts.isConditionalExpression(node)) return swap(node.whenTrue, node.whenFalse);
    if (!ts.isIfStatement(node) || !node.elseStatement) return [];
    const { thenStatement, elseStatement } = node;
    const blocks = ts.isBlock(thenStatement) && ts.isBlock(elseStatement);
    return blocks ? swap(thenStatement, elseStatement) : [];
  },
  "removed statement": (node) => {
    const isJump = ts.isContinueStatement(node) || ts.isBreakStatement(node);
    const isBody = ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression);
    return isJump && !ts.isCaseClause(node.parent) || isBody ? [replace(node, ";")] : [];
  },
  "removed default": (node) =>
    ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken && !isAbsentKey(node)
      ? [replace(node, node.left.getText())]
      : [],
  "other method": (node) => {
    const method = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
      ? node.expression.name
      : undefined;
    const other = METHODS.get(method?.text ?? "");
    return method && other ? [replace(method, other)] : [];
  },
  "emptied text": (node) => ts.isStringLiteral(node) && isData(node) ? [replace(node, '""')] : [],
  pattern: (node) => {
    if (!ts.isRegularExpressionLiteral(node)) return [];
    return PATTERNS.map(([from, to]) => node.text.replace(from, to))
      .filter((text) => text !== node.text).map((text) => replace(node, text));
  },
};

const isNot = (node: ts.Node): node is ts.PrefixUnaryExpression =>
  ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;

/** True for the number that is the name of a property. */
function isName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}
