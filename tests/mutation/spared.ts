import ts from "typescript";
import { calledName } from "./operators.ts";

/** Properties that hold texts for people. */
const TEXT_PROPERTIES = new Set([
  ...["message", "hint", "help", "summary", "description", "examples", "defaultHelp"],
]);

/** Functions that tell people what happens. */
const TELLING = /^(notice|onNotice|onProgress|onStep|progress|warn|log|hint)$/;

/** Receivers of texts for people. */
const RECEIVERS = /(^|\.)(stderr|console|progress)$/;

/** Names of waiting times and of how long work may take; a test cannot wait for their exact end. */
const WAITING = /(_MS|_SECONDS|Timeout|[mM]illiseconds|backoff)$/;

/**
 * True for a part of a program without behaviour to test: types, imports, the texts of errors,
 * notices, help and progress, and waiting times. Nothing in it is changed.
 */
export function isSpared(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return true;
  if (ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return true;
  if (ts.isExportDeclaration(node) || ts.isThrowStatement(node)) return true;
  if (ts.isExpressionStatement(node)) return isTelling(node.expression);
  if (ts.isCallExpression(node)) return isTelling(node);
  if (ts.isNewExpression(node)) return /Error$/.test(calledName(node) ?? "");
  if (ts.isVariableDeclaration(node) || ts.isBindingElement(node)) {
    return WAITING.test(node.name.getText());
  }
  if (ts.isPropertyAssignment(node)) return TEXT_PROPERTIES.has(node.name.getText());
  return ts.isFunctionLike(node) && /Error$/.test(node.type?.getText() ?? "");
}

function isTelling(node: ts.Expression): boolean {
  if (ts.isAwaitExpression(node)) return isTelling(node.expression);
  if (!ts.isCallExpression(node)) return false;
  if (TELLING.test(calledName(node) ?? "")) return true;
  const { expression } = node;
  return ts.isPropertyAccessExpression(expression) &&
    RECEIVERS.test(expression.expression.getText());
}
