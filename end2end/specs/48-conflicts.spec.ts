// What was changed in two places stands in one list, with every value and who wrote it: one is taken, another is written, also
// without a network; the quick reference tells which value is shown until then.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const cards = (book: Book) => book.page.locator(".conflict-card");
const field = (book: Book, record: string, key: string) =>
  book.page.locator(`.conflict-card[data-record="${record}"] .conflict-field[data-field="${key}"]`);
const tab = (book: Book, name: RegExp) => book.page.getByRole("tab", { name });
const toast = (book: Book) => book.page.locator(".toast").last();

test("values written in two places wait in one list until somebody takes one or writes another", async ({ team }) => {
  test.setTimeout(3 * 60_000);
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const deal = (await rina.create("deal", { name: "Jute sacks", amount: "100" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  const contact = (await sumon.create("contact", { last_name: "Mia" })).id;
  await sumon.sent();
  await sumon.openRecord(deal);
  await expect(sumon.heading).toContainText("Jute sacks");
  await rina.openRecord(contact);
  await expect(rina.heading).toContainText("Mia");

  await rina.open("/conflicts");
  await expect(rina.page.getByRole("heading", { name: "Nothing waits for a choice" })).toBeVisible();
  expect(await violations(rina.page, "nothing waits for a choice")).toEqual([]);

  await team.proxy.close();
  for (const [book, amount, step, title] of [[rina, "1000", "Send samples", "Buyer"], [sumon, "2500", "Call again", "Owner"]] as const) {
    await book.offline();
    const sale = await book.openRecord(deal);
    await sale.edit("amount", amount);
    await sale.saved("amount");
    await sale.edit("next_step", step);
    await sale.saved("next_step");
    const person = await book.openRecord(contact);
    await person.edit("job_title", title);
    await person.saved("job_title");
  }
  await team.proxy.open();
  await rina.sent(40_000);
  await sumon.sent(40_000);

  // From the day to the list: one's own first, and nothing of the others' before it is asked for.
  await rina.open("/today");
  await rina.page.getByRole("link", { name: "See them all and choose" }).click();
  await expect(rina.page).toHaveURL(/\/conflicts$/);
  await expect(tab(rina, /^Mine 1/)).toHaveAttribute("aria-selected", "true");
  await expect(tab(rina, /^All 2/)).toBeVisible();
  await expect(cards(rina)).toHaveCount(1);
  await expect(cards(rina).getByRole("link", { name: "Jute sacks" })).toHaveAttribute("href", `/record/${deal}`);
  const amounts = field(rina, deal, "amount").locator(".conflict-choice");
  await expect(amounts).toHaveCount(2);
  await expect(amounts.first()).toContainText("In use");
  const hers = amounts.filter({ hasText: "1,000" });
  const his = amounts.filter({ hasText: "2,500" });
  await expect(hers.locator(".conflict-by")).toContainText(/^Rina Akter, .* · this device/);
  await expect(his.locator(".conflict-by")).toContainText(/^Sumon Das, /);
  await expect(his.locator(".conflict-by")).not.toContainText("this device");
  await expect(rina.page.locator('a[href="/conflicts"] .nav-count').first()).toHaveText("2");
  expect(await violations(rina.page, "what waits for a choice")).toEqual([]);

  // Without a network: the other value is taken, and taken back.
  const inUse = await amounts.first().locator(".conflict-value").innerText();
  await team.proxy.close();
  await rina.offline();
  await amounts.last().getByRole("button").press("Enter");
  await expect(toast(rina)).toContainText("Amount: value chosen");
  await expect(field(rina, deal, "amount")).toHaveCount(0);
  await expect(field(rina, deal, "next_step").getByRole("heading")).toBeFocused();
  await toast(rina).locator(".toast-undo").click();
  await expect(toast(rina)).toContainText("Taken back");

  // Another value is written in the field's own editor.
  const step = field(rina, deal, "next_step");
  await step.getByRole("button", { name: "Write another" }).click();
  const editor = step.locator("input").first();
  await expect(editor).toBeFocused();
  expect(await violations(rina.page, "another value is written")).toEqual([]);
  await editor.press("Escape");
  await expect(step.locator(".conflict-choice")).toHaveCount(2);
  await step.getByRole("button", { name: "Write another" }).click();
  await step.locator("input").first().fill("Make an offer");
  await step.locator("input").first().press("Enter");
  await expect(rina.page.getByRole("heading", { name: "Nothing of yours waits for a choice" })).toBeVisible();
  await rina.page.getByRole("button", { name: "Show all of them" }).click();
  await expect(cards(rina)).toHaveCount(1);
  await expect(cards(rina)).toContainText("Mia");
  const sale = await rina.openRecord(deal);
  await expect(sale.value("next_step")).toContainText("Make an offer");
  expect(await sale.value("amount").innerText()).toBe(inUse);
  await team.proxy.open();
  await rina.sent(40_000);

  // On a phone: from the rest of the navigation. Who keeps what is in use is offered no way back: nothing changed.
  await sumon.page.setViewportSize({ width: 390, height: 844 });
  await sumon.open("/more");
  await sumon.page.locator('.more-page a[href="/conflicts"]').click();
  await expect(tab(sumon, /^Mine 1/)).toHaveAttribute("aria-selected", "true");
  await expect(cards(sumon)).toHaveCount(1);
  expect(await violations(sumon.page, "what waits for a choice, on a phone")).toEqual([]);
  const kept = field(sumon, contact, "job_title").locator(".conflict-choice").first();
  const title = await kept.locator(".conflict-value").innerText();
  await kept.getByRole("button", { name: /^Take this one/ }).click();
  await expect(toast(sumon)).toContainText("value chosen");
  await expect(toast(sumon).locator(".toast-undo")).toHaveCount(0);
  await expect(sumon.page.getByRole("heading", { name: "Nothing waits for a choice" })).toBeVisible({ timeout: 40_000 });
  await sumon.sent();
  const person = await rina.openRecord(contact);
  await expect(person.value("job_title")).toHaveText(title);
  await expect(person.row("job_title").locator("[data-conflict]")).toHaveCount(0);

  await sumon.language("bn");
  await sumon.open("/conflicts");
  await expect(sumon.heading).toHaveText("দুই জায়গায় বদলেছে");
  expect(await violations(sumon.page, "nothing waits for a choice, in Bengali")).toEqual([]);
});

test("the list is found from search and sync, and the quick reference says which value is shown", async ({ team }) => {
  const rina = await team.admin();
  const deal = (await rina.create("deal", { name: "Jute sacks" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.openRecord(deal);
  await expect(sumon.heading).toContainText("Jute sacks");
  await team.proxy.close();
  for (const [book, amount] of [[rina, "1000"], [sumon, "2500"]] as const) {
    await book.offline();
    const sale = await book.openRecord(deal);
    await sale.edit("amount", amount);
    await sale.saved("amount");
  }
  await team.proxy.open();
  await rina.sent(40_000);
  await sumon.sent(40_000);

  await sumon.open("/sync");
  await sumon.page.locator("main").getByRole("link", { name: /changed in two places$/ }).click();
  await expect(sumon.page).toHaveURL(/\/conflicts$/);
  // Nothing of it is his: he is shown the others' at once.
  await expect(tab(sumon, /^All 1/)).toHaveAttribute("aria-selected", "true");
  await expect(cards(sumon)).toContainText("Jute sacks");

  await rina.open("/today");
  await (await rina.search("two places")).filter({ hasText: "Changed in two places" }).click();
  await expect(cards(rina)).toHaveCount(1);
  await rina.page.getByRole("link", { name: "Why is this one shown?" }).click();
  await expect(rina.page.getByRole("heading", { name: "Which value is shown until somebody chooses" })).toBeFocused();
  expect(await violations(rina.page, "which value is shown")).toEqual([]);
});
