// Records that are there twice: found in the whole book, compared, made one, and parted again, also without a network.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { ListPage } from "../pages/list.ts";

test("a person who is there twice is found, made one, and parted again", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  await rina.create("contact", { first_name: "Karim", last_name: "Mia", phones: "01811222333" });
  await rina.create("contact", { first_name: "Rahim", last_name: "Uddin", phones: "01711000111" });
  const twice = await rina.create("contact", { first_name: "রহিম", last_name: "উদ্দিন", phones: "+8801711000111" });
  const gone = twice.id;
  await twice.edit("department", "Stores");
  await twice.saved("department");
  await twice.section("activity");
  await rina.page.locator(".composer textarea").fill("Wants samples of the new cloth");
  await rina.page.getByRole("button", { name: "Save note" }).click();
  await rina.sent();
  const sumon = await team.teammate(rina);
  await team.proxy.close();
  await rina.offline();

  await rina.open("/list/contact");
  await rina.page.getByRole("link", { name: "Duplicates" }).click();
  const group = rina.page.locator(".duplicates-group");
  await expect(group).toHaveCount(1);
  await expect(group).toContainText("same phone");
  expect(await violations(rina.page, "what may be there twice")).toEqual([]);
  await group.getByRole("button", { name: "Compare and merge" }).click();
  const window = rina.page.getByRole("dialog");
  await expect(window.getByRole("heading")).toHaveText("Make one record of 2");
  await window.getByRole("radio", { name: "Rahim Uddin" }).check();
  await expect(window.locator('[data-field="last_name"]').getByRole("radio", { name: "Uddin" })).toBeChecked();
  await expect(window.locator('[data-field="department"]')).toHaveCount(0);
  expect(await violations(rina.page, "making one of two")).toEqual([]);
  await window.getByRole("button", { name: "Merge" }).click();
  await expect(window).toHaveCount(0);
  await expect(rina.heading).toHaveText("Rahim Uddin");
  await expect(rina.page.locator(".timeline")).toContainText("Wants samples of the new cloth");
  await expect(rina.page.locator('[data-field="department"]')).toContainText("Stores");
  expect(await violations(rina.page, "a record that took in another")).toEqual([]);
  await team.proxy.open();
  await rina.sent(40_000);

  await sumon.open("/list/contact");
  await expect(sumon.page.locator(".table-row")).toHaveCount(2);
  const his = await sumon.openRecord(gone);
  await expect(sumon.page.locator('[data-notice="merged"]')).toContainText("Rahim Uddin");
  expect(await violations(sumon.page, "a record that went into another")).toEqual([]);
  await sumon.page.getByRole("button", { name: "Part again" }).click();
  await expect(sumon.page.locator('[data-notice="merged"]')).toHaveCount(0);
  await his.section("activity");
  await expect(sumon.page.locator(".timeline")).toContainText("Wants samples of the new cloth");
  await sumon.sent();
  await rina.open("/list/contact");
  await expect(rina.page.locator(".table-row")).toHaveCount(3);

  // Told apart they are not shown together again.
  await rina.page.getByRole("link", { name: "Duplicates" }).click();
  await group.getByRole("button", { name: "Not the same" }).click();
  await expect(rina.page.locator(".empty")).toContainText("No duplicates found");
  await rina.page.reload();
  await expect(rina.page.locator(".empty")).toContainText("No duplicates found");
});

test("records that are picked in a list become one, and Undo parts them", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  for (const [name, city] of [["Padma Textiles", "01711000111"], ["Padma Textile Ltd", "01711000222"], ["Meghna Foods", ""]]) {
    await rina.create("account", { name, ...(city ? { phones: city } : {}) });
  }
  await rina.open("/list/account");
  await expect(rina.page.locator(".table-row")).toHaveCount(3);
  const list = new ListPage(rina);
  for (const name of ["Padma Textiles", "Padma Textile Ltd"]) {
    await rina.page.locator(".table-row").filter({ hasText: name }).locator(".row-tick").click();
  }
  await list.action("Merge").click();
  const window = rina.page.getByRole("dialog");
  await window.locator('[data-field="name"]').getByRole("radio", { name: "Padma Textile Ltd" }).check();
  await expect(window.locator('[data-field="phones"]').getByRole("radio", { name: "All of them" })).toBeChecked();
  await window.getByRole("button", { name: "Merge" }).click();
  await expect(rina.heading).toHaveText("Padma Textile Ltd");
  await expect(rina.page.locator('[data-field="phones"]')).toContainText("01711000222");
  await rina.page.locator(".toast").filter({ hasText: "are one now" }).getByRole("button", { name: "Undo" }).click();
  await rina.open("/list/account");
  await expect(rina.page.locator(".table-row")).toHaveCount(3);
});

test("any choice makes a board, and a card that is carried gets the choice", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const id = (await rina.create("lead", { last_name: "Begum", company: "Begum Stores" })).id;
  await rina.open("/list/lead");
  await rina.page.getByRole("link", { name: "Board" }).click();
  const lanes = rina.page.locator(".lane-title");
  await expect(lanes.first()).toHaveText("New");
  await expect(rina.page.locator(".board-card")).toContainText("Begum Stores");
  await rina.page.locator(".board-card").hover();
  await rina.page.locator(".card-menu button").click();
  await rina.page.getByRole("menuitem", { name: "Contacted" }).click();
  await rina.page.getByRole("combobox", { name: "Columns by" }).selectOption({ label: "By Rating" });
  await expect(lanes).toHaveText(["Without", "Hot", "Warm", "Cold"]);
  expect(await violations(rina.page, "a board of leads")).toEqual([]);
  await rina.page.locator(".board-card").hover();
  await rina.page.locator(".card-menu button").click();
  await rina.page.getByRole("menuitem", { name: "Hot" }).click();
  await expect(lanes).toHaveText(["Hot", "Warm", "Cold"]);
  await rina.page.reload();
  await expect(rina.page.locator(".lane").first().locator(".board-card")).toContainText("Begum");

  // Four lights, each of which leads to its field.
  const lead = await rina.openRecord(id);
  const lights = rina.page.getByRole("group", { name: "Budget, authority, need, time" });
  await expect(lights.getByRole("button", { name: "Authority: not asked yet" })).toBeVisible();
  await lights.getByRole("button", { name: "Authority" }).click();
  await rina.page.keyboard.press("Enter");
  await lead.row("authority").locator("select").selectOption({ label: "Decision maker" });
  await lead.row("authority").locator("select").press("Enter");
  await expect(lights.getByRole("button", { name: "Authority: yes" })).toBeVisible();
  expect(await violations(rina.page, "the lights of a lead")).toEqual([]);
});
