import { expect, test } from "vitest";
import { classifySandal } from "./classify_sandal.js";

test("weft classifies a sandal", async () => {
  expect(await classifySandal()).toBe("Sandal on cpu");
});
