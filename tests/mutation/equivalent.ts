import ts from "typescript";

/**
 * True for a comparison that chooses between its two sides, or orders two keys: of equal ones
 * either is the right choice, so that `<` and `<=` are the same program.
 *
 * - `a < b ? a : b`
 * - `if (a > most) most = a`
 * - `sort((a, b) => a < b ? -1 : 1)`
 */
export function isTie({ parent, left, right }: ts.BinaryExpression): boolean {
  const sides = [left.getText(), right.getText()].sort().join();
  const are = (a: ts.Expression, b: ts.Expression) => [a.getText(), b.getText()].sort().join();
  if (ts.isConditionalExpression(parent)) {
    const results = are(parent.whenTrue, parent.whenFalse);
    return results === sides || results === "-1,1" && isOrder(parent);
  }
  if (!ts.isIfStatement(parent) || parent.elseStatement) return false;
  const { thenStatement } = parent;
  if (!ts.isExpressionStatement(thenStatement)) return false;
  const { expression } = thenStatement;
  return ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    are(expression.left, expression.right) === sides;
}

/** True for the result of a function that `sort` calls with two keys. */
function isOrder({ parent }: ts.ConditionalExpression): boolean {
  return ts.isArrowFunction(parent) && ts.isCallExpression(parent.parent) &&
    ts.isPropertyAccessExpression(parent.parent.expression) &&
    ["sort", "toSorted"].includes(parent.parent.expression.name.text);
}

/**
 * True for `key ?? ""` in `table.get(key ?? "")` and `table[key ?? ""]`: types ask for it, and
 * neither an absent key nor the empty text is in a table.
 */
export function isAbsentKey(node: ts.BinaryExpression): boolean {
  if (!ts.isStringLiteral(node.right) || node.right.text !== "") return false;
  const { parent } = node;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === node;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) &&
    ["get", "has"].includes(parent.expression.name.text);
}
