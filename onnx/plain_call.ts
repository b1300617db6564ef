// This module is browser compatible.

/**
 * Recognises calls of operators that a graph rewrite understands completely. ONNX Runtime refuses
 * a file for an attribute that it does not know or that has another type. A rewrite that removes
 * such a node would make a broken file load, so it must know every part of what it removes.
 *
 * @module
 */

import { type DescMessage, isFieldSet, type MessageShape } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
} from "onnx-buf";
import { textOf } from "./read.ts";

/** Decides whether an attribute is one that a rewrite understands. */
export type AttributeTest = (attribute: AttributeProto, node: NodeProto) => boolean;

/** The names of the fields that a message has. */
export function fieldsOf<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
): string[] {
  const known = schema.fields.filter((field) => isFieldSet(message, field));
  return [...known.map(({ localName }) => localName), ...(message.$unknown?.length ? ["?"] : [])];
}

const hasFields = (attribute: AttributeProto, value: string) =>
  fieldsOf(AttributeProtoSchema, attribute).sort().join() === ["name", "type", value].sort().join();

/** An attribute that is a list of integers. */
export const integersThat =
  (test: (ints: readonly number[]) => boolean): AttributeTest => (attribute) =>
    attribute.type === AttributeType.INTS && hasFields(attribute, "ints") &&
    test(attribute.ints.map(Number));

/** An attribute that is this list of integers. */
export const integers = (...wanted: readonly number[]): AttributeTest =>
  integersThat((ints) => ints.length === wanted.length && ints.every((n, i) => n === wanted[i]));

/** An attribute that is any integer. */
export const anyInteger: AttributeTest = (attribute) =>
  attribute.type === AttributeType.INT && hasFields(attribute, "i");

/** An attribute that is any number. */
export const anyFloat: AttributeTest = (attribute) =>
  attribute.type === AttributeType.FLOAT && hasFields(attribute, "f");

/** An attribute that is this integer. */
export const integer = (wanted: number): AttributeTest => (attribute, node) =>
  anyInteger(attribute, node) && attribute.i === BigInt(wanted);

/** An attribute that is this text. */
export const text = (wanted: string): AttributeTest => (attribute, node) =>
  attribute.type === AttributeType.STRING && hasFields(attribute, "s") &&
  textOf(node, attribute.name, "") === wanted;

/** True when a node has only attributes of a table, each at most once, which pass their tests. */
export function hasOnlyAttributes(
  node: NodeProto,
  tests: Readonly<Record<string, AttributeTest>>,
): boolean {
  const names = new Set(node.attribute.map(({ name }) => name));
  return names.size === node.attribute.length &&
    node.attribute.every((attribute) =>
      Object.hasOwn(tests, attribute.name) && tests[attribute.name]!(attribute, node)
    );
}

const PLAIN_FIELDS = new Set(["input", "output", "name", "opType", "attribute", "docString"]);

/**
 * True for a call of `op` in ai.onnx with one output, that has nothing but inputs and a name, and
 * attributes that pass the tests.
 */
export function isPlainCall(
  node: NodeProto,
  op: string,
  tests: Readonly<Record<string, AttributeTest>>,
): boolean {
  return node.opType === op && node.output.length === 1 && node.output[0] !== "" &&
    fieldsOf(NodeProtoSchema, node).every((name) =>
      PLAIN_FIELDS.has(name) || (name === "domain" && node.domain === "")
    ) &&
    hasOnlyAttributes(node, tests);
}
