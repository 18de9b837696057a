// Scores of leads by rules of the team: told in lists and on the lead, worked out on each device, also without a network.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";
import { ListPage } from "../pages/list.ts";

const DESKTOP = { viewport: { width: 1440, height: 900 } };

/** The list of leads with their scores, the highest first. */
async function byScore(book: Book): Promise<ListPage> {
  await book.open("/list/lead");
  const list = new ListPage(book);
  if ((await list.head("Score").count()) === 0) {
    await book.page.getByRole("button", { name: "Columns" }).click();
    const window = book.page.getByRole("dialog");
    await window.getByLabel("Score", { exact: true }).press("Space");
    await window.getByRole("button", { name: "Done" }).click();
  }
  const head = list.head("Score");
  for (let press = 0; press < 2 && (await head.getAttribute("aria-sort")) !== "descending"; press += 1) {
    await head.getByRole("button").first().click();
  }
  await expect(head).toHaveAttribute("aria-sort", "descending");
  return list;
}

test("leads are scored by rules of the team on every device", async ({ team }) => {
  const rina = await team.visitor(DESKTOP);
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  await rina.create("lead", { last_name: "Akter", company: "Akter Stores" });
  const begum = await rina.create("lead", { last_name: "Begum", company: "Begum Stores", lead_source: "referral" });
  const id = begum.id;
  await rina.sent();
  const sumon = await team.teammate(rina);

  await rina.open("/settings#scoring");
  const panel = rina.page.locator('[data-setting="score-rules"]');
  await expect(panel).toContainText("No rules yet");
  await panel.getByRole("button", { name: "Use a few usual rules" }).click();
  await expect(panel.locator(".fields-row")).toHaveCount(6);
  await expect(panel).toContainText("+15 when Source is Referral");
  await expect(panel).toContainText("+5 for each held call, at most +20 in all, halves every 30 days");
  expect(await violations(rina.page, "score rules")).toEqual([]);
  await panel.getByRole("button", { name: "Add a rule" }).click();
  const window = rina.page.getByRole("dialog");
  await window.locator("#filter-field").selectOption("company");
  await window.locator("#filter-operator").selectOption("Filled");
  await window.locator("#score-points").fill("3");
  expect(await violations(rina.page, "a score rule")).toEqual([]);
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window).toHaveCount(0);
  await expect(panel).toContainText("+3 when Company is filled in");
  await rina.sent();

  const list = await byScore(rina);
  await expect(list.row(0)).toContainText("Begum");
  await expect(list.row(0)).toContainText("18");
  await expect(list.row(1)).toContainText("Akter");

  // A call that is written down without a network counts at once.
  await team.proxy.close();
  await rina.offline();
  await rina.openRecord(id);
  const score = rina.page.locator(".record-score");
  await expect(score).toContainText("Score 18");
  await rina.page.locator(".composer-forms button").first().click();
  await window.getByRole("button", { name: "More fields" }).click();
  await window.locator('[data-field="subject"] input').fill("Prices");
  const status = window.locator('[data-field="status"] select');
  await status.focus();
  await status.selectOption("held");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(score).toContainText("Score 23");
  await score.locator("summary").press("Enter");
  await expect(score.locator("li").filter({ hasText: "Referral" })).toContainText("+15");
  await expect(score.locator("li").filter({ hasText: "held call" }).locator(".score-points")).toHaveText("+5");
  expect(await violations(rina.page, "why a score is so")).toEqual([]);
  await team.proxy.open();
  await rina.sent(40_000);

  const his = await byScore(sumon);
  await expect(his.row(0)).toContainText("Begum");
  await expect(his.row(0)).toContainText("23");
  await sumon.openRecord(id);
  await expect(sumon.page.locator(".record-score")).toContainText("Score 23");
  await sumon.language("bn");
  await expect(sumon.page.locator(".record-score")).toContainText("স্কোর ২৩");
});
