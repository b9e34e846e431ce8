import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

// Below this, one TCP packet carries the file anyway.
const WORTH_COMPRESSING = 1024;

/** Writes `.gz` and `.br` siblings, so that the server sends the best form without compressing on each request. */
function precompress(dir: string): Plugin {
  return {
    name: "precompress",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        const file = join(dir, name);
        if (!/\.(js|css|svg|json)$/.test(name) || statSync(file).size < WORTH_COMPRESSING) continue;
        const bytes = readFileSync(file);
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

/** The server takes WebSockets alone (docs/decisions/002), so the library's other ways would be carried for nothing. */
function webSocketsAlone(): Plugin {
  return {
    name: "websockets-alone",
    load(id) {
      if (!/engine\.io-client\/build\/esm\/transports\/index\.js$/.test(id)) return null;
      return 'import { WS } from "./websocket.js"; export const transports = { websocket: WS };';
    },
  };
}

export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  // No framework plugin: Vite's own transform reads jsx and jsxImportSource from tsconfig.json.
  plugins: [webSocketsAlone(), precompress("dist/assets")],
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: ["node_modules"] } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: ["es2022", "chrome94", "firefox115", "safari15.4"],
    // The content policy allows no data: fonts, and separate files are cached on their own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Few files: what each costs beside its content is more than what a page saves by leaving some of it out. What is
      // loaded later stays apart.
      output: {
        advancedChunks: {
          groups: [
            { name: "vendor", test: /node_modules|i18n\.ts/ },
            {
              name: "shared",
              test: /src\/(?!islands\/)(?!continue|directory_search|device_code|calling|picture|push|sending|watchdog|ui\/(call_controls|chat|commitments|elsewhere|knock|real_browser|remote_view|stage|steps)\.tsx)/,
              minShareCount: 2,
            },
          ],
        },
      },
      input: [
        "src/islands/assistant/index.tsx",
        "src/islands/citizen/index.tsx",
        "src/islands/device_test/index.tsx",
        "src/islands/director/index.tsx",
        "src/islands/moderator/index.tsx",
        "src/case_notices.ts",
        "src/continue.ts",
        "src/directory.ts",
        "src/hall.ts",
        "src/petition.ts",
        "src/site.ts",
        "src/sw.ts",
        "styles/reporting/hall.css",
        "styles/site.css",
        "styles/staff.css",
        "styles/reporting/widget.css",
      ],
    },
  },
});
