import assert from "node:assert/strict";
import { type Claim, conclude } from "./claim.ts";
import { exceedsBy } from "./exceeds.ts";

Deno.test("conclude() chooses the sentence that the numbers support", () => {
  const claims: Claim<readonly [number, number]>[] = [{
    name: "taller",
    holds: ([a, b]) => exceedsBy(a, b, 1),
    sentences: {
      yes: ([a, b]) => `taller by ${a - b}`,
      no: ([a, b]) => `smaller by ${b - a}`,
      undecided: () => "equal",
    },
  }];
  const conclusion = (a: number, b: number) => conclude(claims, [a, b] as const)[0]!;
  assert.deepEqual(conclusion(5, 2), { name: "taller", answer: "yes", text: "taller by 3" });
  assert.deepEqual(conclusion(2, 5), { name: "taller", answer: "no", text: "smaller by 3" });
  assert.deepEqual(conclusion(5, 4), { name: "taller", answer: "undecided", text: "equal" });
});
