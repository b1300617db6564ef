import assert from "node:assert/strict";
import { formatCount, formatNumber, formatPercent, formatValue } from "./format.ts";

Deno.test("counts have a comma between thousands", () => {
  assert.deepEqual([0, 7, 999, 1000, 60000, 1234567].map(formatCount), [
    ...["0", "7", "999", "1,000", "60,000", "1,234,567"],
  ]);
});

Deno.test("a share that is not finite is a dash", () => {
  assert.equal(formatPercent(0 / 0, 1), "–");
  assert.equal(formatPercent(1, 1), "100.0%");
  assert.equal(formatPercent(0.5, 0), "50%");
});

Deno.test("numbers have a true minus sign, but not if they round to zero", () => {
  assert.equal(formatNumber(-0.25, 2), "−0.25");
  assert.equal(formatNumber(-0.001, 2), "0.00");
  assert.equal(formatNumber(-0, 0), "0");
  assert.equal(formatNumber(-1234.5, 1), "−1,234.5");
});

Deno.test("very small and very large numbers have an exponent", () => {
  assert.equal(formatNumber(0.00012, 2), "1.2e−4");
  assert.equal(formatNumber(3.4e38, 0), "3.4e38");
  assert.equal(formatNumber(-1e-5, 5), "−1e−5");
});

Deno.test("values keep the digits that differ between runs", () => {
  assert.deepEqual([0.23148, 2.3026, 23.456, 234.56, 2345.6].map((v) => formatValue(v, "number")), [
    ...["0.231", "2.303", "23.46", "234.6", "2,346"],
  ]);
  assert.equal(formatValue(0.93414, "percent"), "93.4%");
});

Deno.test("an exponent begins below a thousandth, and from ten million on", () => {
  assert.equal(formatNumber(0.001, 3), "0.001");
  assert.equal(formatNumber(0.00099, 3), "9.9e−4");
  assert.equal(formatNumber(9_999_999, 0), "9,999,999");
  assert.equal(formatNumber(1e7, 0), "1e7");
  assert.equal(formatNumber(1.234e7, 0), "1.23e7");
});

Deno.test("a value has fewer decimals from 10, 100 and 1,000 on", () => {
  const texts = [9.5, 10, -10, 99.5, 100, 999.5, 1000, 0].map((value) =>
    formatValue(value, "number")
  );
  assert.deepEqual(texts, [
    "9.500",
    "10.00",
    "−10.00",
    "99.50",
    "100.0",
    "999.5",
    "1,000",
    "0.000",
  ]);
});
