// A real pipeline of 8,800 opportunities comes in as files; the board and the search show it in both languages.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "../fixtures/test.ts";
import { Importer } from "../pages/importer.ts";

const DATA = resolve("../shared/data/maven-crm-sales-opportunities");
const LANGUAGES = [
  ["en", "500"],
  ["bn", "৫০০"],
] as const;

test("Maven: 85 accounts, 8,800 deals, a second import updates them, the board counts 500", async ({ team }) => {
  test.setTimeout(5 * 60_000);
  if (!existsSync(DATA)) {
    console.log(`skipped: ${DATA} is not there`);
    return;
  }
  const book = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await book.tryOut(false);
  const importer = new Importer(book);
  const bring = async (file: string, object: string) => {
    await importer.load(file, { path: `${DATA}/${file}` }, object);
    await importer.run(120_000);
    expect(await importer.count("rejected")).toBe(0);
    return { created: await importer.count("created"), updated: await importer.count("updated") };
  };
  expect(await bring("accounts.csv", "account")).toEqual({ created: 85, updated: 0 });
  expect(await bring("sales_pipeline.csv", "deal")).toEqual({ created: 8800, updated: 0 });
  expect(await bring("sales_pipeline.csv", "deal")).toEqual({ created: 0, updated: 8800 });

  for (const [language, count] of LANGUAGES) {
    await book.language(language);
    await book.open("/board");
    const lane = book.page.locator('[data-lane="prospecting"]');
    await expect(lane.locator(".lane-count")).toHaveText(count, { timeout: 20_000 });
    await expect((await book.search("acme")).first()).toContainText("Acme Corporation");
    await book.page.keyboard.press("Escape");
  }
  const lane = book.page.locator('[data-lane="prospecting"]');
  const more = lane.locator(".lane-more");
  for (let turn = 0; turn < 20 && (await more.count()) > 0; turn += 1) {
    const before = await lane.locator(".lane-card").count();
    // The lane also goes on by itself when its end comes into view; then the button is gone before it is pressed.
    await more.evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
    await expect.poll(() => lane.locator(".lane-card").count()).toBeGreaterThan(before);
  }
  await expect(lane.locator(".lane-card")).toHaveCount(500);
  await lane.locator(".lane-card").last().scrollIntoViewIfNeeded();
  await expect(lane.locator(".lane-card").last()).toBeInViewport();
});

test("the sample book is found by a Bengali name and by Bengali digits, in both languages", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(true);
  for (const [language] of LANGUAGES) {
    await book.language(language);
    const named = (await book.search("রহিম")).first();
    await expect(named).toContainText(/Rahim|রহিম/);
    await named.click();
    await expect(book.page.locator("article[data-object=contact]")).toBeVisible();
    await expect(book.heading).toContainText(/Rahim|রহিম/);

    const called = (await book.search("০১৭")).first();
    await expect(called).toBeVisible();
    await called.click();
    const phones = book.page.locator('article [data-field="phones"] .field-value');
    await expect(phones).toBeVisible();
    const latin = (await phones.innerText()).replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6));
    expect(latin.replace(/\D/g, "")).toMatch(/(^|880)0?17/);
  }
});
