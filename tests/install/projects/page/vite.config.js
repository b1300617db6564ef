export default {
  base: "./",
  build: { rollupOptions: { output: { entryFileNames: "main.js" } } },
};
