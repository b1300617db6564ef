import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { requireFiles } from "./find_files.ts";

const NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"];

/** The error of a data folder with these files; a name that ends in `/` is a folder. */
async function errorOf(files: readonly string[]): Promise<{ message: string; hint: string }> {
  const folder = await Deno.makeTempDir();
  try {
    for (const file of files) {
      await Deno.mkdir(join(folder, file.endsWith("/") ? file : dirname(file)), {
        recursive: true,
      });
      if (!file.endsWith("/")) await Deno.writeTextFile(join(folder, file), "");
    }
    const { message, hint } = await requireFiles({ kind: "directory", path: folder }, NAMES)
      .then(() => assert.fail(), (error) => error);
    return { message: message.replace(folder, "F"), hint: hint.replace(folder, "F") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an unknown data folder is refused with a list of what is in it", async () => {
  const expected = `expected ${NAMES.join(" and ")}, gzipped or not`;
  const few = await errorOf(["a.txt", "b/", ".hidden"]);
  assert.equal(few.message, `Cannot read the data folder F: ${expected}; it holds a.txt, b/`);
  const many = await errorOf(Array.from({ length: 20 }, (_, i) => `file-${10 + i}`));
  assert.match(many.message, /it holds file-10, .*, file-15 and 14 more$/);
  const none = await errorOf([]);
  assert.match(none.message, /it holds nothing$/);
  assert.match(none.hint, /^Name the folder that has the four official files, or leave --data out/);
});

Deno.test("an unknown data folder is refused with advice for the layout that it resembles", async () => {
  const cases: [RegExp, ...string[]][] = [
    [/^The files are in F\/FashionMNIST\/raw: /, `FashionMNIST/raw/${NAMES[0]}`],
    [/^The files are in F\/raw: /, "raw/train-images.idx3-ubyte.gz", "a.csv"],
    [/looks like EMNIST/, "emnist-letters-train-images-idx3-ubyte.gz"],
    [/looks like IDX files under other names/, "train-images-ubyte"],
    [/looks like CIFAR-10/, "data_batch_1.bin", "test_batch.bin"],
    [/looks like an archive/, "archive.zip"],
    [/looks like a CSV export/, "fashion-mnist_train.csv"],
    [/looks like a data set of Hugging Face/, "train-00000-of-00001.parquet"],
    [/looks like saved arrays/, "mnist.npz"],
    [/looks like pictures: deno task infer --input/, "a.png", "b.png"],
    [/looks like a folder for each class/, "Coat/a.png", "Dress/b.png"],
  ];
  for (const [advice, ...files] of cases) assert.match((await errorOf(files)).hint, advice);
});

Deno.test("a data folder with some of the files is told which are missing", async () => {
  const { message, hint } = await errorOf([NAMES[0]!, "notes.csv"]);
  assert.match(message, /expected train-labels-idx1-ubyte, gzipped or not; it holds notes\.csv, /);
  assert.match(hint, /^Name the folder that has the four official files/);
});
