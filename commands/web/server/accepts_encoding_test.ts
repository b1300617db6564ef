import assert from "node:assert/strict";
import { acceptsEncoding } from "./accepts_encoding.ts";

Deno.test("acceptsEncoding() finds an encoding in the list, with any weight above 0", () => {
  for (const header of ["br", "gzip, br", "gzip;q=1.0 , BR ; q=0.001", "*", "br, *;q=0"]) {
    assert.ok(acceptsEncoding(header, "br"), header);
  }
});

Deno.test("acceptsEncoding() refuses an encoding that is missing, or has the weight 0", () => {
  const headers = [undefined, "", "gzip", "identity", "brotli", "br;q=0", "br; q=0.0, *", "*;q=0"];
  for (const header of [...headers, "br;q=x"]) {
    assert.equal(acceptsEncoding(header, "br"), false, `${header}`);
  }
});
