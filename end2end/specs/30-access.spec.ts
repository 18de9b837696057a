// Who sees what: a territory's records lie on its people's devices and on no others; an edit by the manager moves one
// within moments; "see as" and the record itself say the same as the devices hold.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Access, lies } from "../pages/access.ts";
import { Book } from "../pages/book.ts";

test("a record lies only on the devices of those who see it, and moves when it falls into another territory", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter", false);
  const north = (await rina.create("account", { name: "Rajshahi Mills" })).id;
  await rina.create("account", { name: "Khulna Jute" });
  await rina.sent();
  const sumon = await team.teammate(rina);
  const mina = await team.teammate(rina, "Mina Begum");
  for (const book of [sumon, mina]) {
    await book.open("/list/account");
    await expect(book.page.locator(".row-title")).toHaveCount(0);
    expect(await lies(book, "Rajshahi")).toBe(false);
  }

  const access = new Access(rina);
  await access.territories({ Rajshahi: "Sumon Das", Khulna: "Mina Begum" });
  await expect(sumon.page.locator(".row-title")).toHaveText(["Rajshahi Mills"]);
  await expect(mina.page.locator(".row-title")).toHaveText(["Khulna Jute"]);
  expect(await lies(sumon, "Rajshahi")).toBe(true);
  expect(await lies(sumon, "Jute")).toBe(false);
  // The names of territories are the team's; what falls in is not.
  expect(await lies(mina, "Mills")).toBe(false);

  // The manager gives it another name: it leaves one device and comes to the other.
  const record = await rina.openRecord(north);
  await record.edit("name", "Khulna Mills");
  await record.sent("name");
  await expect(sumon.page.locator(".row-title")).toHaveCount(0);
  await expect(mina.page.locator(".row-title")).toHaveText(["Khulna Jute", "Khulna Mills"]);
  await expect.poll(() => lies(sumon, "Mills")).toBe(false);

  await access.open();
  await rina.page.locator("#see-as-person").selectOption({ label: "Mina Begum" });
  const seen = rina.page.locator(".access-seen");
  await expect(seen).toHaveCount(2);
  await expect(seen.first()).toHaveAttribute("data-sees", "true");
  await rina.page.locator("#see-as-person").selectOption({ label: "Sumon Das" });
  await expect(rina.page.locator('.access-seen[data-sees="true"]')).toHaveCount(0);
  expect(await violations(rina.page, "who sees what")).toEqual([]);

  // Given by hand, it comes back to the one who lost it; he may look, and nothing more.
  await rina.openRecord(north);
  await rina.page.locator(".record-actions .menu-button, .record-actions [aria-haspopup=menu]").last().click();
  await rina.page.getByRole("menuitem", { name: "Who sees this" }).click();
  await expect(rina.page.locator(".access-window .access-seen")).toHaveCount(2);
  await rina.page.locator("#share-to").selectOption({ label: "Sumon Das" });
  expect(await violations(rina.page, "who sees this")).toEqual([]);
  await rina.page.locator(".access-window .button").last().click();
  await expect(sumon.page.locator(".row-title")).toHaveText(["Khulna Mills"]);
  const shared = await sumon.openRecord(north);
  await shared.section("details");
  await expect(shared.value("name")).toContainText("Khulna Mills");
  await expect(shared.row("name").locator(".field-edit")).toHaveCount(0);
});

test("an edit made offline to a record that left meanwhile is kept for its writer to copy", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter", false);
  const id = (await rina.create("account", { name: "Rajshahi Mills" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  const access = new Access(rina);
  await access.territories({ Rajshahi: "Sumon Das" });
  const record = await sumon.openRecord(id);
  await expect(record.value("name")).toContainText("Rajshahi Mills");

  await team.proxy.close();
  await sumon.offline();
  await record.edit("website", "https://mills.example");
  await record.saved("website");
  const context = sumon.page.context();
  await sumon.page.close();
  await team.proxy.open();
  await rina.sent(40_000);
  await access.territories({ Khulna: "Sumon Das" });

  const later = new Book(await context.newPage(), sumon.origin);
  await later.open("/sync");
  await expect(later.page.locator(".attention-card").first()).toContainText("mills.example", { timeout: 40_000 });
  await later.open("/list/account");
  await expect(later.page.locator(".row-title")).toHaveCount(0);
});

test("an administrator changes profiles, roles and rules on the screen and puts them in force as a whole", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await rina.setUp(team.relay.setupToken, "Rina Akter", false);
  const sumon = await team.teammate(rina);
  await rina.create("account", { name: "Rajshahi Mills" });
  await rina.sent();
  await sumon.open("/list/account");
  const access = new Access(rina);
  await access.open();
  expect(await violations(rina.page, "who sees what, on a phone")).toEqual([]);
  await rina.page.locator("#access-open").check();
  await access.putInForce();
  await expect(sumon.page.locator(".row-title")).toHaveText(["Rajshahi Mills"]);

  // Everyone sees everything, but representatives shall not make accounts.
  await rina.page.getByRole("checkbox", { name: "Create: Accounts" }).uncheck();
  await access.putInForce();
  await rina.page.locator("#access-open").uncheck();
  await expect(rina.page.locator(".access-bar-text")).toContainText("1 change");
  await access.putInForce();
  await expect(sumon.page.locator(".row-title")).toHaveCount(0);
  // What he cannot do is not offered; by its address it says why.
  await expect(sumon.page.locator(".list-body .empty-state, .list-body .empty")).toBeVisible();
  await expect(sumon.page.locator(".list-body").getByRole("button")).toHaveCount(0);
  await sumon.page.getByRole("button", { name: "New", exact: true }).click();
  await expect(sumon.page.locator(".create-choice")).toHaveCount(7);
  await expect(sumon.page.locator(".create-choice", { hasText: "Account" })).toHaveCount(0);
  await sumon.open("/create/account");
  await expect(sumon.page.getByText("may not add records of this kind")).toBeVisible();
  await expect(sumon.page.locator(".create-form")).toHaveCount(0);
  expect(await violations(sumon.page, "a record that may not be made")).toEqual([]);
});

test("who may only look at a kind of record is offered nothing else, in lists and on its page", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  await rina.create("account", { name: "Rajshahi Mills" });
  await rina.sent();
  const sumon = await team.teammate(rina);
  const { page } = sumon;
  await sumon.open("/list/account");
  // Who represents may not export from the start, which the device hears a moment after it opens.
  await new Access(rina).limit("account", { see: true, create: true, edit: true, delete: true, export: true });
  await expect(page.locator(".list-export")).toBeVisible();
  await new Access(rina).limit("account", { see: true, create: false, edit: false, delete: false, export: false });
  await expect(page.locator(".list-export")).toHaveCount(0);
  await page.locator(".table").focus();
  await page.keyboard.press("Space");
  await expect(page.locator(".bulk-bar")).toBeVisible();
  await expect(page.locator(".bulk-actions").getByRole("button")).toHaveCount(0);
  await page.locator(".row-title").click();
  const panel = page.locator(".side-panel");
  await panel.locator("#tab-details").click();
  await expect(panel.locator('[data-field="name"]')).toContainText("Rajshahi Mills");
  await expect(panel.locator(".field-edit")).toHaveCount(0);
  // Nothing may be seen of it: it is not even named.
  await expect(page.locator('.sidebar a[href="/list/account"]')).toHaveCount(1);
  await new Access(rina).limit("account", { see: false, create: false, edit: false, delete: false, export: false });
  await expect(page.locator('.sidebar a[href="/list/account"]')).toHaveCount(0);
});

test("records of somebody who leaves go to somebody else", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter", false);
  const sumon = await team.teammate(rina);
  await sumon.create("account", { name: "Rajshahi Mills" });
  const task = (await sumon.create("task", { subject: "Call the mill" })).id;
  await sumon.sent();
  const access = new Access(rina);
  await access.open();
  await access.person("Sumon Das").getByRole("button", { name: "Hand over records" }).click();
  await rina.page.locator("#hand-over-to").selectOption({ label: "Rina Akter" });
  await rina.page.locator("dialog[open] .button").last().click();
  await expect(rina.page.locator(".toast").first()).toContainText("2");
  await rina.sent();
  await sumon.open("/list/account");
  await expect(sumon.page.locator(".row-title")).toHaveCount(0);
  await rina.openRecord(task);
  await expect(rina.page.locator("h1")).toContainText("Call the mill");
});

test("a form that was begun keeps what was typed when rights change meanwhile", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.teammate(rina);
  const { page } = sumon;
  await sumon.open("/create/account");
  const name = page.locator('[data-field="name"] input').first();
  await name.fill("Rajshahi Mills");
  await new Access(rina).limit("task", { see: false, create: false, edit: false, delete: false, export: false });
  await expect(page.locator('.sidebar a[href="/list/task"]')).toHaveCount(0);
  await expect(name).toHaveValue("Rajshahi Mills");
  await page.locator("form button[type=submit]").click();
  await page.waitForURL(/\/record\//);
});
