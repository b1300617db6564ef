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
  const large = cloudMap(9000);
  const features = new Float32Array(9000 * 300);
  const running = measureMap({
    features,
    coordinates: large.coordinates,
    labels: large.labels,
    options: { count: 9000, dimensions: 300 },
  }, stop.signal);
  setTimeout(() => stop.abort(new DOMException("stopped", "AbortError")), 50);
  const began = performance.now();
  await assert.rejects(running, { name: "AbortError", message: "stopped" });
  // The measurement takes seconds.
  assert(performance.now() - began < 1000);
  await assert.rejects(measureMap(request, stop.signal), { name: "AbortError" });
});
