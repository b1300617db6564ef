import { expect, test } from "@jest/globals";
import { classifySandal } from "./classify_sandal.js";

test("weft classifies a sandal", async () => {
  expect(await classifySandal()).toBe("Sandal on cpu");
});
