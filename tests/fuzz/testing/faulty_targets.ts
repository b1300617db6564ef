import { mutateBytes } from "../mutations/bytes.ts";
import type { Target } from "../target.ts";

const target = (read: Target["read"]): Target => ({
  title: "a target with a fault",
  seeds: () => [new Uint8Array(100)],
  mutate: mutateBytes,
  read,
});

/** The fault comes with the third input. */
function atThird(fault: () => unknown): Target {
  let reads = 0;
  return target(() => ++reads === 3 ? fault() : undefined);
}

const end = () => Deno.kill(Deno.pid, "SIGKILL");

/** Targets with every kind of fault, for tests of the supervisor. */
export const TARGETS: Readonly<Record<string, Target>> = {
  crash: atThird(() => {
    throw new TypeError("not a WeftError");
  }),
  hang: atThird(() => {
    while (true);
  }),
  end: atThird(end),
  native: { ...atThird(end), native: true },
  rewritten: {
    ...target((_bytes, _folder, enter) => {
      enter(2);
      end();
    }),
    native: true,
  },
  memory: atThird(async () => {
    const blocks = Array.from({ length: 24 }, () => new Uint8Array(2 ** 26).fill(1));
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return blocks;
  }),
};
