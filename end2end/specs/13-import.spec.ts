// An import is stopped, taken back, and tells of every row what became of it.
import { expect, test } from "../fixtures/test.ts";
import { Importer } from "../pages/importer.ts";

const COUNTS = ["created", "updated", "skipped", "rejected"] as const;

async function addsUp(importer: Importer): Promise<void> {
  let sum = 0;
  for (const name of COUNTS) sum += await importer.count(name);
  expect(sum).toBe(await importer.count("rows"));
}

test("stopped in the middle: what is stored stays, and can be taken away", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const rows = Array.from({ length: 20_000 }, (_, place) => `First ${place},Last ${place},p${place}@example.com`);
  const importer = new Importer(book);
  await importer.load("many.csv", `First Name,Last Name,Email\n${rows.join("\n")}\n`, "contact");
  const report = book.page.locator("[data-stage]");
  await book.page.locator("[data-import=run]").click();
  await expect(report).toHaveAttribute("data-stage", "running");
  await expect.poll(() => importer.count("created")).toBeGreaterThan(0);
  await report.getByRole("button", { name: "Stop" }).click();
  await expect(report).toHaveAttribute("data-stage", "cancelled");
  const created = await importer.count("created");
  expect(created).toBeLessThan(rows.length);
  await book.page.reload();
  await book.open("/list/contact");
  await expect(book.page.locator(".page-count, .title-count, .top-count").first()).toContainText(created.toLocaleString("en"));
});

test("an import is taken away again, and nothing else with it", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const own = await book.create("contact", { first_name: "Laila" });
  await own.saved("first_name");
  const importer = new Importer(book);
  const rows = Array.from({ length: 600 }, (_, place) => `First ${place},p${place}@example.com`);
  await importer.load("some.csv", `First Name,Email\n${rows.join("\n")}\n`, "contact");
  await importer.run();
  expect(await importer.count("created")).toBe(600);
  await addsUp(importer);
  const report = book.page.locator("[data-stage]");
  await report.getByRole("button", { name: "Take these records away" }).click();
  await expect(report).toHaveAttribute("data-stage", "removed");
  await book.open("/list/contact");
  await expect(book.page.locator(".table-row .row-title")).toHaveText(["Laila"]);
});

test("a rejected row is named with its reason, the figures add up, a second import updates", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const importer = new Importer(book);
  const deals = (amount: string) =>
    `Name,Amount,Close Date\nJute sacks,${amount},2026-03-01\nTea,2000,not a date at all\n,,\nRice,3000,2026-04-01\n`;
  await importer.load("deals.csv", deals("1000"), "deal");
  await importer.run();
  await addsUp(importer);
  const rejected = await importer.count("rejected");
  expect(rejected).toBe(1);
  const row = book.page.locator(".import-rejections tbody tr");
  await expect(row).toHaveCount(1);
  await expect(row.locator("td").nth(0)).toHaveText("3");
  await expect(row.locator("td").nth(1)).toHaveText("Close Date");
  await expect(row.locator("td").nth(2)).not.toBeEmpty();
  const created = await importer.count("created");
  expect(created).toBe(2);

  const people = (title: string) => `First Name,Email,Job Title\nLaila,laila@example.com,${title}\n`;
  await importer.load("people.csv", people("Buyer"), "contact");
  await importer.run();
  expect(await importer.count("created")).toBe(1);
  await importer.load("people.csv", people("Director"), "contact");
  await importer.run();
  expect([await importer.count("created"), await importer.count("updated")]).toEqual([0, 1]);
  await addsUp(importer);
  const laila = await book.openRecord(await book.firstOf("contact"));
  await expect(laila.value("job_title")).toContainText("Director");
});
