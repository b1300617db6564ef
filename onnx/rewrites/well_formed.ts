// This module is browser compatible.
import type { GraphProto, ModelProto } from "onnx-buf";
import { subgraphsOf } from "../read.ts";

/** The first version of the format in which an initializer need not be a graph input too. */
const FIRST_IR_VERSION = 4n;
/** The first version of ai.onnx in which Pad and Slice take amounts and positions as inputs. */
const FIRST_OPSET = 11;

/**
 * The version of ai.onnx of a model that rewrites may change; `undefined` for others.
 *
 * These are left as they are: models of earlier formats; models with functions, which may give an
 * operator another meaning; models with subgraphs, which may read any value of the graph around
 * them; models that declare types of values inside the graph; and models whose graph is not well
 * formed. ONNX Runtime then decides about the file as it is.
 */
export function rewritableOpset(model: ModelProto): number | undefined {
  const { graph, opsetImport, functions, irVersion } = model;
  if (!graph || irVersion < FIRST_IR_VERSION || functions.length > 0) return undefined;
  const versions = opsetImport.filter(({ domain }) => domain === "" || domain === "ai.onnx");
  const opset = Number(versions[0]?.version ?? 0);
  if (versions.length !== 1 || opset < FIRST_OPSET) return undefined;
  return isWellFormed(graph) ? opset : undefined;
}

/**
 * True when every name means one thing, and every value stands before its readers; hence no circle
 * either.
 */
function isWellFormed({ node, input, output, initializer, ...graph }: GraphProto): boolean {
  // A wrong declaration makes ONNX Runtime refuse a node anywhere behind it, or not, depending on
  // what it infers itself.
  if (graph.sparseInitializer.length > 0 || graph.valueInfo.length > 0) return false;
  const constants = new Set(initializer.map(({ name }) => name));
  const inputs = new Set(input.map(({ name }) => name));
  const outputs = new Set(output.map(({ name }) => name));
  const isUnique = constants.size === initializer.length && inputs.size === input.length &&
    outputs.size === output.length;
  if (!isUnique) return false;
  const values = new Set([...constants, ...inputs]), names = new Set<string>();
  if (values.has("")) return false;
  for (const each of node) {
    if (subgraphsOf(each).length > 0) return false;
    if (each.name !== "" && names.has(each.name)) return false;
    names.add(each.name);
    if (each.input.some((name) => name !== "" && !values.has(name))) return false;
    for (const name of each.output) {
      if (name !== "" && values.has(name)) return false;
      if (name !== "") values.add(name);
    }
  }
  return [...outputs].every((name) => values.has(name));
}
