import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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

/** What an entry loads at once, along what each of its sources imports: neither types alone, nor what import() brings later. */
function loadedFirst(entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [resolve(entry)];
  for (const source of waiting) {
    if (found.has(source)) continue;
    found.add(source);
    const imported = readFileSync(source, "utf8").matchAll(
      /^(?:import|export)(?! type)[^;"]* from "(\.{1,2}\/[^"]+)"/gm,
    );
    for (const [, named = ""] of imported) {
      const beside = resolve(dirname(source), named);
      waiting.push(...[`${beside}.ts`, `${beside}.tsx`].filter((file) => existsSync(file)));
    }
  }
  return found;
}

const WAITING = loadedFirst("src/islands/citizen/index.tsx");
/** Several consoles have it, and no citizen's page. */
const STAFF = /src\/(menus\.ts|ui\/(adjustments|curtain|curtain_button|medium|menu|queue_words|room_words|tabs)\.tsx?)/;

/** Icons of the installed application: the web manifest names them, no script does. */
function icons(): Plugin {
  return {
    name: "icons",
    apply: "build",
    buildStart() {
      for (const name of readdirSync("icons").filter((one) => one.endsWith(".png"))) {
        const source = readFileSync(join("icons", name));
        this.emitFile({ type: "asset", name, originalFileName: `icons/${name}`, source });
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
  plugins: [webSocketsAlone(), icons(), precompress("dist/assets")],
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: ["node_modules"] } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    // What is bundled is under licences that ask for their text beside every copy.
    license: true,
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
            { name: "vendor", test: /node_modules|i18n\.ts|rolldown\/runtime/ },
            // Alone: staff's pages without an island load nothing else.
            { name: "menus", test: /src\/menus\.ts/ },
            // Of what several pages have, what the waiting page needs at once: whoever waits loads nothing of the others. Before
            // the staff's, as a group takes along what its modules import.
            { name: "shared", test: (id) => WAITING.has(id) && !id.includes("/islands/"), minShareCount: 2 },
            { name: "staff", test: STAFF, minShareCount: 2 },
          ],
        },
      },
      input: [
        "src/islands/assistant/index.tsx",
        "src/islands/citizen/index.tsx",
        "src/islands/components/index.tsx",
        "src/islands/device_test/index.tsx",
        "src/islands/director/index.tsx",
        "src/islands/moderator/index.tsx",
        "src/islands/relative/index.tsx",
        "src/case_notices.ts",
        "src/come_in.ts",
        "src/continue.ts",
        "src/directory.ts",
        "src/form_steps.ts",
        "src/hall.ts",
        "src/offline.ts",
        "src/passkey.ts",
        "src/push_trial.ts",
        "src/site.ts",
        "src/staff.ts",
        "src/sw.ts",
        "src/worker.ts",
        "src/written.ts",
        "styles/offline.css",
        "styles/pages.css",
        "styles/layout/components.css",
        "styles/reporting/hall.css",
        "styles/site.css",
        "styles/staff.css",
        "styles/reporting/widget.css",
      ],
    },
  },
});
