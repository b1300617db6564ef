import assert from "node:assert/strict";
import { mapQuality } from "../quality/quality.ts";
import { cloudMap } from "../figures/testdata/samples.ts";
import { measureMap } from "./measure.ts";

const { coordinates, labels } = cloudMap(200);
const options = { count: 200, dimensions: 2 };
const request = { features: coordinates, coordinates, labels, options };
const { signal } = new AbortController();

Deno.test("measureMap() returns the result of mapQuality()", async () => {
  assert.deepEqual(
    await measureMap(request, signal),
    mapQuality(coordinates, coordinates, labels, options),
  );
});

Deno.test("measureMap() throws the error of mapQuality()", async () => {
  const features = coordinates.slice();
  features[5] = NaN;
  await assert.rejects(measureMap({ ...request, features }, signal), {
    name: "WeftError",
    code: "data",
    message: /NaN/,
  });
});

Deno.test("measureMap() stops at an abort, before and during the work", async () => {
  const stop = new AbortController();
  const whole = new AbortController();
  const large = {
    ...cloudMap(9000),
    features: new Float32Array(9000 * 300),
    options: { count: 9000, dimensions: 300 },
  };
  // The same measurement beside it takes seconds: the stopped one does not wait for its end.
  const other = measureMap(large, whole.signal);
  const running = measureMap(large, stop.signal);
  setTimeout(() => stop.abort(new DOMException("stopped", "AbortError")), 50);
  const first = Promise.race([running, other.then(() => assert.fail("the other one is done"))]);
  await assert.rejects(first, { name: "AbortError", message: "stopped" });
  whole.abort();
  await assert.rejects(other, { name: "AbortError" });
  await assert.rejects(measureMap(request, stop.signal), { name: "AbortError" });
});
