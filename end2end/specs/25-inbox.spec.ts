// What others assign, where they name somebody, and what somebody follows reaches that person's inbox; what is read on
// one device is read on the other.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";
import type { RecordPage } from "../pages/record.ts";

const rows = (book: Book) => book.page.locator(".inbox-row");
const unread = (book: Book) => book.page.locator('.inbox-row[data-read="false"]');

async function assign(record: RecordPage, name: string) {
  await record.row("owner").locator(".field-edit").click();
  await record.row("owner").locator("select").selectOption({ label: name });
  await record.row("owner").locator("select").press("Tab");
  await expect(record.value("owner")).toContainText(name);
  await record.sent("owner");
}

async function note(book: Book, words: string) {
  await book.page.locator("#note").fill(words);
  await book.page.locator("#note").press("Control+Enter");
  await expect(book.page.locator(".timeline-text").filter({ hasText: words }).first()).toBeVisible();
}

test("mentioned, assigned, followed: told, read and taken back on both devices", async ({ team }) => {
  test.setTimeout(2 * 60_000);
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  const lead = await sumon.create("lead", { last_name: "Begum" });

  // @ and two letters offer the colleague, nobody offers oneself; Enter takes the name and the caret stands behind it.
  const area = sumon.page.locator("#note");
  await area.pressSequentially("Ask @su");
  await expect(sumon.page.getByRole("option")).toHaveCount(0);
  await area.fill("");
  await area.pressSequentially("Ask @ri");
  await expect(sumon.page.getByRole("option", { name: "Rina Akter" })).toBeVisible();
  expect(await violations(sumon.page, "names are offered")).toEqual([]);
  await area.press("Enter");
  await expect(area).toHaveValue("Ask @Rina Akter ");
  await area.pressSequentially("about the price");
  await area.press("Control+Enter");
  await expect(sumon.page.locator(".mention")).toHaveText("@Rina Akter");
  await assign(lead, "Rina Akter");

  // On a device of hers where something else is open, the navigation says so.
  const home = await team.visitor();
  await home.open("/login");
  await home.page.locator("#email").fill("rina@example.com");
  await home.page.locator("#password").fill("new ledger 2026");
  await home.page.locator("form button[type=submit]").click();
  await expect(home.page.locator('a[href="/inbox"] .nav-count')).toHaveText("2", { timeout: 20_000 });
  await rina.open("/inbox");
  await expect(unread(rina)).toHaveCount(2);
  await expect(rows(rina).filter({ hasText: "Sumon Das mentioned you" })).toContainText("Ask @Rina Akter about the price");
  await expect(rows(rina).filter({ hasText: "Sumon Das made you the owner" })).toContainText("Begum");
  expect(await violations(rina.page, "inbox")).toEqual([]);

  // Opening an entry reads it, here and at home.
  await rows(rina).filter({ hasText: "mentioned you" }).getByRole("link").click();
  await expect(rina.heading).toHaveText("Begum");
  await expect(home.page.locator('a[href="/inbox"] .nav-count')).toHaveText("1", { timeout: 20_000 });
  const follow = rina.page.getByRole("button", { name: "Follow" });
  await follow.click();
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await lead.edit("job_title", "Buyer");
  await lead.sent("job_title");
  await note(sumon, "Wants blue");
  await rina.page.locator('.sidebar a[href="/inbox"]').click();
  await expect(rows(rina).filter({ hasText: "Sumon Das changed: " })).toBeVisible();
  await expect(rows(rina).filter({ hasText: "Sumon Das added: Note" })).toContainText("Wants blue");
  await expect(rina.page.locator(".inbox-follows")).toHaveText("You follow 1 record");

  // All read is one step, which can be taken back.
  await rina.page.getByRole("button", { name: "Mark all as read" }).click();
  await expect(unread(rina)).toHaveCount(0);
  await rina.page.getByRole("tab", { name: "Not read" }).click();
  await expect(rina.page.locator(".empty-heading")).toHaveText("Everything is read");
  await rina.page.locator(".toast-undo").last().click();
  await expect(unread(rina)).toHaveCount(3);
  await expect(home.page.locator('a[href="/inbox"] .nav-count')).toHaveText("3", { timeout: 20_000 });
});

test("an inbox without a network is read there and everywhere later", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  const lead = await sumon.create("lead", { last_name: "Begum" });
  await assign(lead, "Rina Akter");
  await rina.open("/inbox");
  await expect(unread(rina)).toHaveCount(1);
  await team.proxy.close();
  await rina.page.reload();
  await rina.offline();
  await unread(rina).getByRole("button", { name: "Mark as read" }).click();
  await expect(unread(rina)).toHaveCount(0);
  await rina.page.reload();
  await expect(rows(rina)).toHaveCount(1);
  await expect(unread(rina)).toHaveCount(0);
});

test("a book of one's own has no inbox, and says why", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  await expect(book.page.locator('a[href="/inbox"]')).toHaveCount(0);
  await book.open("/inbox");
  await expect(book.page.locator(".empty-heading")).toHaveText("An inbox is for teams");
});
