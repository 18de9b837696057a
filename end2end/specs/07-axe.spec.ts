// axe finds nothing on any screen: phone and desktop, light and dark, English and Bengali, in pairs.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const LOOKS = [
  { name: "desktop, light, English", viewport: { width: 1280, height: 800 }, colorScheme: "light", language: "en" },
  { name: "phone, dark, Bengali", viewport: { width: 390, height: 844 }, colorScheme: "dark", language: "bn" },
] as const;

for (const look of LOOKS) {
  test(`axe: ${look.name}`, async ({ team }) => {
    test.setTimeout(4 * 60_000);
    const failures: string[] = [];
    const check = async (book: Book, screen: string) => {
      await expect(book.heading).not.toBeEmpty();
      failures.push(...(await violations(book.page, screen)));
    };
    const book = await team.visitor({ viewport: look.viewport, colorScheme: look.colorScheme });
    await book.open("/");
    await check(book, "first run");
    await book.open(`/setup#${team.relay.setupToken}`);
    await check(book, "set up");
    await book.open("/login");
    await check(book, "log in");
    await book.tryOut(true);
    await book.language(look.language);
    const objects = ["account", "contact", "lead", "deal", "task", "call", "meeting", "note"];
    const looks = ["agenda", "week", "month"].map((look) => `/calendar?look=${look}&day=${new Date().toISOString().slice(0, 10)}`);
    const groups = ["me", "device", "workspace", "help"].map((group) => `/settings#${group}`);
    const paths = ["/today", "/board", ...looks, "/import", "/settings", ...groups, "/help", "/sync", "/conflicts", "/more"];
    for (const path of [...paths, ...objects.map((object) => `/list/${object}`), "/create/contact"]) {
      await book.open(path);
      await check(book, path);
    }
    for (const object of ["contact", "deal"]) {
      await book.openRecord(await book.firstOf(object));
      await check(book, `/record (${object})`);
    }
    expect(failures, failures.join("\n")).toEqual([]);
  });
}
