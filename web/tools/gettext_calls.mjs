// Prints every message id that the TypeScript sources ask for, from the syntax tree, as JSON: [{file, line, id}].
// `id` is null where the argument is not a literal. Babel's tokenizer drops some calls silently; this sees them all.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";

const ARGUMENTS = new Map([
  ["gettext", [0]],
  ["ngettext", [0, 1]],
]);
const folder = process.argv[2] ?? "src";

function literal(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return null;
}

const found = [];
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  // i18n.ts defines the functions; all others only call them.
  if (!/\.tsx?$/.test(name) || name === "i18n.ts") continue;
  const source = readFileSync(join(folder, name), "utf8");
  const { program, errors } = parseSync(name, source);
  if (errors.length) throw new Error(`${name}: ${errors[0].message}`);
  new Visitor({
    CallExpression(node) {
      for (const index of ARGUMENTS.get(node.callee.name) ?? []) {
        const line = source.slice(0, node.start).split("\n").length;
        found.push({ file: name, line, id: literal(node.arguments[index]) });
      }
    },
  }).visit(program);
}
process.stdout.write(JSON.stringify(found));
