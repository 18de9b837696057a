// What the relay refuses is listed with its values and the reason, the rest of the record goes on, and the person sends it
// again, copies it, asks the owner or gives it up. An edit of a record that somebody deleted meanwhile is listed, too.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const FORBIDDEN = "Forbidden";

const cards = (book: Book) => book.page.locator(".attention-card");
const meant = (book: Book, field: string) => cards(book).locator(`[data-field="${field}"] .attention-meant`);
const press = (book: Book, name: string) => cards(book).getByRole("button", { name, exact: true }).click();

test("a refused edit is listed with its values, everything else is sent, and it can be sent again", async ({ team }) => {
  test.setTimeout(2 * 60_000);
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  const theirs = await rina.create("contact", { last_name: "Akter" });
  await theirs.sent("last_name");
  const record = await sumon.openRecord(theirs.id);
  await expect(record.value("last_name")).toContainText("Akter");
  team.proxy.refused = FORBIDDEN;
  await record.edit("job_title", FORBIDDEN);
  await expect(sumon.mark).toHaveAttribute("data-state", "blocked", { timeout: 20_000 });
  // What was refused is not in the record any more; what is written now is sent as ever.
  await expect(record.value("job_title")).not.toContainText(FORBIDDEN);
  await record.edit("department", "Sales");
  await expect(theirs.value("department")).toContainText("Sales", { timeout: 20_000 });
  await expect(theirs.value("job_title")).not.toContainText(FORBIDDEN);

  // The inbox leads there.
  await sumon.open("/inbox");
  const entry = sumon.page.locator('.inbox-row[data-matter="refused"]');
  await expect(entry).toHaveCount(1);
  await entry.getByRole("link").click();
  await expect(sumon.page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  await expect(cards(sumon)).toHaveCount(1);
  await expect(cards(sumon).getByRole("heading")).toHaveText("Akter");
  await expect(meant(sumon, "job_title")).toHaveText(FORBIDDEN);
  await expect(cards(sumon).locator(".attention-why")).toHaveText(/^The relay does not know this kind of value/);
  expect(await violations(sumon.page, "needs attention")).toEqual([]);

  // Its owner is asked in a note that names her, with what was meant, which this relay would not take in a note either.
  team.proxy.refused = null;
  await press(sumon, "Ask Rina Akter");
  await expect(theirs.page.locator(".timeline-text").first()).toContainText(FORBIDDEN, { timeout: 20_000 });
  await expect(theirs.page.locator(".mention")).toHaveText("@Rina Akter");

  // It is here after a reload, and once the relay takes it, it is made anew on the record as it is now.
  await sumon.page.reload();
  await expect(cards(sumon)).toHaveCount(1);
  await press(sumon, "Send again");
  await expect(cards(sumon)).toHaveCount(0);
  await expect(theirs.value("job_title")).toContainText(FORBIDDEN, { timeout: 20_000 });
  await expect(theirs.value("department")).toContainText("Sales");
  await sumon.sent();
});

test("a new record that is refused leaves the lists, and its words stay until they are given up", async ({ team }) => {
  const rina = await team.admin();
  team.proxy.refused = FORBIDDEN;
  await rina.create("contact", { first_name: "Karim", last_name: FORBIDDEN });
  await expect(rina.mark).toHaveAttribute("data-state", "blocked", { timeout: 20_000 });
  await rina.open("/list/contact");
  await expect(rina.page.locator(".table-row")).toHaveCount(0);
  await rina.open("/sync");
  await expect(meant(rina, "first_name")).toHaveText("Karim");
  await expect(meant(rina, "last_name")).toHaveText(FORBIDDEN);
  await expect(cards(rina).getByRole("link")).toHaveCount(0);

  // By keys: what discarding means is said first, and the focus is on the way.
  await cards(rina).getByRole("button", { name: "Discard" }).focus();
  await rina.page.keyboard.press("Enter");
  const sure = cards(rina).locator(".attention-sure");
  await expect(sure).toBeVisible();
  await expect(sure.getByRole("button", { name: "Discard" })).toBeFocused();
  expect(await violations(rina.page, "before discarding")).toEqual([]);
  await sure.getByRole("button", { name: "Keep it here" }).click();
  await expect(sure).toBeHidden();
  await cards(rina).getByRole("button", { name: "Discard" }).click();
  await sure.getByRole("button", { name: "Discard" }).click();
  await expect(cards(rina)).toHaveCount(0);
  await rina.page.reload();
  await expect(rina.page.locator(".sync-page")).toBeVisible();
  await expect(cards(rina)).toHaveCount(0);
});

test("an edit of a record that somebody deleted meanwhile is listed, and the record comes back with it", async ({ team }) => {
  test.setTimeout(2 * 60_000);
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  const theirs = await rina.create("contact", { last_name: "Begum" });
  await theirs.sent("last_name");
  const id = theirs.id;
  const record = await sumon.openRecord(id);
  await expect(record.value("last_name")).toContainText("Begum");
  // Both are without a network, and do not know of each other.
  await team.proxy.close();
  await sumon.offline();
  await record.edit("job_title", "Buyer");
  await record.saved("job_title");
  await rina.offline();
  await rina.page.getByRole("button", { name: "More actions" }).click();
  await rina.page.getByRole("menuitem", { name: "Delete" }).click();
  await team.proxy.open();
  await expect(sumon.page.locator('[data-notice="deleted"]')).toBeVisible({ timeout: 30_000 });
  await sumon.open("/sync");
  await expect(cards(sumon)).toHaveAttribute("data-why", "deleted");
  await expect(cards(sumon).locator(".attention-why")).toContainText("Rina Akter deleted this record");
  await expect(meant(sumon, "job_title")).toHaveText("Buyer");
  await press(sumon, "Restore the record");
  await expect(cards(sumon)).toHaveCount(0);
  const again = await rina.openRecord(id);
  await expect(again.value("job_title")).toContainText("Buyer", { timeout: 20_000 });
});
