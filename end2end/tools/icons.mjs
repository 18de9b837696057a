// Renders public/icons/icon.svg to the PNG files that the manifest names. Run by hand when the mark changes.
import { chromium } from "@playwright/test";
import { readFile, rm, writeFile } from "node:fs/promises";

const mark = await readFile("public/icons/icon.svg", "utf8");
// Launchers cut maskable icons and phones round their own corners: colour to the edge, the book a little smaller.
const filled = mark.replace('rx="116"', 'rx="0"');
const safe = filled.replace('<g id="book">', '<g id="book" transform="translate(256 256) scale(.84) translate(-256 -256)">');

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const [name, size, source] of [
  ["icon-192", 192, mark],
  ["icon-512", 512, mark],
  ["maskable-192", 192, safe],
  ["maskable-512", 512, safe],
  ["apple-touch-180", 180, filled],
  ["favicon-32", 32, mark],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`);
  await writeFile(`public/icons/${name}.png`, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();

// A favicon.ico is a directory of images; browsers read a PNG inside.
const png = await readFile("public/icons/favicon-32.png");
const head = Buffer.alloc(22);
head.writeUInt16LE(1, 2);
head.writeUInt16LE(1, 4);
head.set([32, 32, 0, 0, 1, 0, 32, 0], 6);
head.writeUInt32LE(png.length, 14);
head.writeUInt32LE(22, 18);
await writeFile("public/favicon.ico", Buffer.concat([head, png]));
await rm("public/icons/favicon-32.png");
