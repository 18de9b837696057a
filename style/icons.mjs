// Builds style/icons.svg: one <symbol> for each icon that app/src/icons.rs names.
//
// The result is committed: run `node style/icons.mjs` after adding an icon.
// lucide-static (ISC) is read from node_modules, or from the folder given as first argument.
import { readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = process.argv[2] ?? join(root, "node_modules/lucide-static");
const names = [...readFileSync(join(root, "app/src/icons.rs"), "utf8").matchAll(/=> "([a-z0-9-]+)",/g)];

const symbols = names.map(([, name]) => {
  const svg = readFileSync(join(source, "icons", `${name}.svg`), "utf8");
  const shapes = svg
    .slice(svg.indexOf("\n>") + 2, svg.lastIndexOf("</svg>"))
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
});

writeFileSync(
  join(root, "style/icons.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide, ISC licence, see icons-LICENSE.txt -->\n${symbols.join("\n")}\n</svg>\n`,
);
copyFileSync(join(source, "LICENSE"), join(root, "public/icons-LICENSE.txt"));
console.log(`${symbols.length} icons`);
