// Bundles each page into one script: node bundle.mjs <folder for the result>
import { readFile } from "node:fs/promises";
import esbuild from "esbuild";
import { compile } from "svelte/compiler";

const svelte = {
  name: "svelte",
  setup(build) {
    build.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, "utf8"), { filename: path, generate: "client" });
      return { contents: js.code, loader: "js" };
    });
  },
};

await esbuild.build({
  entryPoints: ["react.js", "vue.js", "angular.js", "svelte.js", "imask.js"],
  outdir: process.argv[2],
  bundle: true,
  format: "iife",
  target: ["chrome140", "firefox140"],
  logLevel: "warning",
  define: {
    "process.env.NODE_ENV": '"development"',
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  conditions: ["browser", "module"],
  plugins: [svelte],
});
