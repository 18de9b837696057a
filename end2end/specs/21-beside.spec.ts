// A record beside its list, cells edited in place, who else is there, and a record that may be there already.
import { ListPage } from "../pages/list.ts";
import { RecordPage } from "../pages/record.ts";
import { expect, test } from "../fixtures/test.ts";
import AxeBuilder from "@axe-core/playwright";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

test("a record opens beside its list, follows the keys, and becomes a page", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  await book.open("/list/contact");
  const list = new ListPage(book);
  const panel = book.page.locator(".side-panel");
  const title = panel.locator(".side-panel-title");
  await expect(list.row(11)).toBeVisible();
  const names = await book.page.locator(".row-title").allInnerTexts();

  await list.row(0).locator(".row-title").click();
  await expect(title).toHaveText(names[0]);
  await expect(book.page).toHaveURL(/\/list\/contact\?record=/);
  await expect(list.row(0).locator(".row-title")).toHaveAttribute("aria-current", "true");
  // Beside a record there is room for two lines a row, each as high as that needs.
  await book.page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(async () => (await list.row(0).boundingBox())?.height).toBe(64);
  await book.page.setViewportSize(DESKTOP.viewport);
  expect((await new AxeBuilder({ page: book.page }).analyze()).violations).toEqual([]);

  // The keys stay in the list, and what they are on stands beside it.
  await list.focus();
  await list.keys("ArrowDown", "ArrowDown");
  await expect(title).toHaveText(names[2]);
  await panel.getByRole("button", { name: "Previous record" }).click();
  await expect(title).toHaveText(names[1]);

  // A fact that is edited beside the list changes in the list.
  const record = new RecordPage(book.page);
  await panel.locator("#tab-details").click();
  // It also moves to another place there, and still stands beside it.
  await record.edit("first_name", "Zara");
  await record.edit("last_name", "Beside");
  await record.saved("last_name");
  await expect(list.row(names.length - 1).locator(".row-title")).toHaveText("Zara Beside");
  await expect(title).toHaveText("Zara Beside");

  // A reload brings it back, Escape closes it, Back opens what was open before.
  await book.page.reload();
  await expect(title).toContainText("Beside");
  await list.focus();
  await list.keys("Escape");
  await expect(panel).toHaveCount(0);
  await list.keys("Enter");
  await expect(panel).toBeVisible();
  await list.keys("Enter");
  await expect(book.page).toHaveURL(/\/record\//);
  await book.page.goBack();
  await expect(panel).toBeVisible();
});

test("a card of the board opens beside it; on a phone a row opens the page", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  await book.open("/board");
  const card = book.page.locator(".board-card").first();
  const name = await card.locator(".card-title").innerText();
  await card.locator(".card-title").click();
  await expect(book.page.locator(".side-panel-title")).toHaveText(name);
  await book.page.locator(".side-panel").getByRole("button", { name: "Close", exact: true }).click();
  await expect(card).toBeFocused();

  const phone = await team.visitor(PHONE);
  await phone.tryOut(true);
  await phone.open("/list/contact");
  await phone.page.locator(".table-row").first().tap();
  await expect(phone.page).toHaveURL(/\/record\//);
});

test("cells are edited in the list by keys and by the pencil", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  await book.open("/list/deal");
  const list = new ListPage(book);
  await expect(list.row(0)).toBeVisible();
  const heads = await list.heads.allInnerTexts();
  const column = heads.findIndex((head) => /amount/i.test(head));
  const cell = (place: number) => list.row(place).locator(`[id$="-${place}-${column}"]`);
  const editor = book.page.locator(".table-editor");

  await list.focus();
  await list.keys(...Array<string>(column).fill("ArrowRight"), "F2");
  await editor.locator("input").first().fill("700000");
  await list.keys("Enter");
  await expect(cell(0)).toContainText("7.0 L");
  // Enter goes on below, and the keys are the list's again.
  await expect(list.grid).toHaveAttribute("aria-activedescendant", `list-deal-1-${column}`);

  // Escape leaves the value as it was.
  const before = await cell(1).innerText();
  await list.keys("Enter");
  await editor.locator("input").first().fill("1");
  await list.keys("Escape");
  await expect(editor).toHaveCount(0);
  await expect(cell(1)).toHaveText(before);

  // The pencil, and a value that cannot be: it says why and stays.
  await cell(2).hover();
  await book.page.locator(".table-pencil").click();
  await editor.locator("input").first().fill("much");
  await list.keys("Enter");
  await expect(editor.getByRole("alert")).toBeVisible();
  await editor.locator("input").first().fill("৫০০০");
  await list.keys("Enter");
  await expect(cell(2)).toContainText("5,000");

  // Taken back like everything else.
  await list.focus();
  await list.keys("Control+z");
  await expect(cell(2)).not.toContainText("৳5,000");
});

test("two people at one record see each other, and where the other types", async ({ team }) => {
  const rina = await team.admin(DESKTOP);
  const record = await rina.create("contact", { first_name: "Kamal", last_name: "Uddin" });
  await record.sent("last_name");
  const sumon = await team.teammate(rina);
  const theirs = await sumon.openRecord(record.id);
  await expect(theirs.value("last_name")).toContainText("Uddin");
  await expect(rina.page.locator(".record-faces")).toContainText("Sumon Das is here, too");
  await expect(sumon.page.locator(".record-faces")).toContainText("Rina Akter is here, too");

  await theirs.startEditing("job_title", "Buyer");
  await expect(record.row("job_title").locator(".fact-typing")).toHaveText("Sumon Das is writing here");
  await theirs.editor("job_title").press("Tab");
  await expect(rina.page.locator(".fact-typing")).toHaveCount(0);
  await sumon.open("/today");
  await expect(rina.page.locator(".record-face")).toHaveCount(0);
});

test("a new record says that it may be there already", async ({ team }) => {
  const book = await team.visitor(DESKTOP);
  await book.tryOut(true);
  const known = await book.create("contact", { first_name: "Salma", last_name: "Begum", phones: "01799 555123" });
  await book.open("/create/contact");
  const field = (key: string) => book.page.locator(`[data-field="${key}"] input`).first();
  await field("first_name").fill("সালমা");
  await field("last_name").fill("বেগম");
  await field("last_name").press("Tab");
  const alike = book.page.locator(".alike-row");
  await expect(alike).toHaveCount(1);
  await expect(alike).toContainText("Same name");
  await field("phones").fill("+8801799555123");
  await book.heading.click();
  await expect(alike).toContainText("Same phone");
  await alike.getByRole("link").click();
  await expect(book.page).toHaveURL(new RegExp(known.id));
});
