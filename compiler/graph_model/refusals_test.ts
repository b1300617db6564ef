import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { describeRefusals, whyNotFed, whyUncompilable } from "./refusals.ts";
import { Uncompilable } from "./slot.ts";

Deno.test("refusals with the same reason are described together, three by name", () => {
  const refused = (count: number) =>
    new Map(
      Array.from({ length: count }, (_, i) => [`n${i}`, { op: i < 2 ? "FFT" : "IFFT", why: "no" }]),
    );
  assert.equal(describeRefusals(refused(1)), "FFT (n0): no");
  assert.equal(describeRefusals(refused(3)), "FFT, IFFT (n0, n1, n2): no");
  assert.equal(describeRefusals(refused(5)), "FFT, IFFT (n0, n1, n2 and 2 more): no");
  const other = refused(1).set("m", { op: "Where", why: "data" });
  assert.equal(describeRefusals(other), "FFT (n0): no; Where (m): data");
});

Deno.test("the reason of a refusal is that of the compiler or of tfjs, and none of a wrong model", () => {
  assert.equal(whyUncompilable(new Uncompilable("it reads data")), "it reads data");
  const refused = "Cannot compile model: ONNX has no such kernel (called by tf.fft)";
  assert.equal(
    whyUncompilable(new WeftError("usage", refused, "Cut it")),
    "ONNX has no such kernel",
  );
  const nested = "the layer said: Cannot compute: too few axes (by tf.fft)";
  assert.equal(
    whyUncompilable(new WeftError("compiler", nested, "")),
    "the layer said: Cannot compute: too few axes",
  );
  assert.match(whyUncompilable(new Error("x returned a promise"))!, /depends on data/);
  assert.equal(whyUncompilable(new Error("Kernel FFT is not implemented")), "tfjs has no such op");
  assert.equal(whyUncompilable(new Error("Unknown op 'Foo'")), "tfjs has no such op");
  assert.equal(whyUncompilable(new Error("shapes do not fit")), undefined);
});

Deno.test("an input that nothing feeds has the reason of its type, by name or number", () => {
  const why = (type: unknown) =>
    whyNotFed({ attr: { dtype: { type } } } as unknown as Parameters<typeof whyNotFed>[0]);
  for (const type of ["DT_STRING", 7]) assert.match(why(type), /not texts/);
  for (const type of ["DT_COMPLEX64", 8]) assert.match(why(type), /no complex numbers/);
  for (const type of ["DT_FLOAT", 1]) assert.match(why(type), /does not name this input/);
});
