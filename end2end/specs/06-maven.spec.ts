// A real pipeline of 8,800 opportunities comes in as files, and the board and the search show it in both languages.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "../fixtures/test.ts";
import { Importer } from "../pages/importer.ts";

const DATA = resolve("../shared/data/maven-crm-sales-opportunities");

test("Maven: 85 accounts, 8,800 deals, a second import updates them, the board counts 500", async ({ team }) => {
  test.setTimeout(5 * 60_000);
  if (!existsSync(DATA)) {
    console.log(`skipped: ${DATA} is not there`);
    return;
  }
  const book = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await book.tryOut(true);
  const importer = new Importer(book);
  await importer.load("accounts.csv", { path: `${DATA}/accounts.csv` }, "account");
  await importer.run();
  expect((await importer.count("created")) + (await importer.count("updated"))).toBe(85);

  await importer.load("sales_pipeline.csv", { path: `${DATA}/sales_pipeline.csv` }, "deal");
  await importer.run(120_000);
  expect(await importer.count("created")).toBe(8800);
  expect(await importer.count("rejected")).toBe(0);

  await importer.load("sales_pipeline.csv", { path: `${DATA}/sales_pipeline.csv` }, "deal");
  await importer.run(120_000);
  expect(await importer.count("created")).toBe(0);
  expect((await importer.count("updated")) + (await importer.count("skipped"))).toBe(8800);

  for (const [language, count] of [["en", /\b50\d\b/], ["bn", /৫০[০-৯]/]] as const) {
    await book.language(language);
    await book.open("/board");
    const column = book.page.locator('[data-lane="prospecting"]');
    await expect(column.locator(".lane-count")).toHaveText(count, { timeout: 20_000 });
    await expect((await book.search("acme")).first()).toContainText("Acme Corporation");
    await book.page.keyboard.press("Escape");
    await expect((await book.search("রহিম")).first()).toBeVisible();
    await book.page.keyboard.press("Escape");
    await expect((await book.search("০১৭")).first()).toBeVisible();
    await book.page.keyboard.press("Escape");
  }
});
