// Bundles the TypeScript with esbuild. Run by `cargo xtask build` in `extension/`:
//   node bundle.mjs <folder for the result> <release|development> <background> <content> <watch> <show> <point> <page>…
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [out, mode, background, content, watch, show, point, ...pages] = process.argv.slice(2);
const esbuild = createRequire(resolve("package.json"))("esbuild");
const development = mode === "development";

// The module that loads the WebAssembly is made by wasm-bindgen and stays a file of its own, at the root of the package.
const loader = (path) => ({
  name: "loader",
  setup(build) {
    build.onResolve({ filter: /(^|\/)nearkey\.js$/ }, () => ({ path, external: true }));
  },
});

// The style of what is shown in a page is a text in its script.
const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

const shared = {
  bundle: true,
  outdir: out,
  outbase: ".",
  target: ["chrome140", "firefox140"],
  charset: "utf8",
  legalComments: "eof",
  logLevel: "warning",
  sourcemap: development ? "inline" : false,
  minify: !development,
  define: { "process.env.NODE_ENV": JSON.stringify(mode === "release" ? "production" : "development") },
};

await Promise.all([
  esbuild.build({ ...shared, entryPoints: { background }, format: "esm", plugins: [loader("./nearkey.js")] }),
  // Injected into pages: plain scripts, which leave no name behind.
  esbuild.build({ ...shared, entryPoints: { content, watch, show, point }, format: "iife", plugins: [styles] }),
  pages.length > 0 &&
    esbuild.build({
      ...shared,
      entryPoints: pages,
      format: "esm",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      plugins: [loader("/nearkey.js")],
    }),
]);
