// The calendar: what stands on which day, how it is moved by mouse, finger, keys and menu, and how it goes back; and
// what others did while a person was away.
import { violations } from "../fixtures/axe.ts";
import { expect, test, type Team } from "../fixtures/test.ts";
import { CalendarPage } from "../pages/calendar.ts";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" } as const;
const { today: now, iso } = CalendarPage;

/** A Wednesday, so that the days beside it are in the same week, wherever it begins. */
const wednesday = () => now() + ((3 - ((now() + 4) % 7) + 7) % 7) + 7;

/** A book with a task, a meeting of an hour, one over midnight, and a deal that closes, all of one week. */
async function filled(team: Team, look: Parameters<Team["visitor"]>[0]): Promise<CalendarPage> {
  const book = await team.visitor(look);
  await book.tryOut(false);
  const day = iso(wednesday());
  const next = iso(wednesday() + 1);
  await book.create("task", { subject: "Send the offer", due: day });
  await book.create("meeting", { subject: "Show the loom", start: `${day}T10:30`, end: `${day}T11:30` });
  await book.create("meeting", { subject: "Night shift", start: `${day}T22:00`, end: `${next}T02:00` });
  await book.create("deal", { name: "40 looms", close_date: day });
  return new CalendarPage(book);
}

test("a week and a month show what is on each day, and Back goes to the days before", async ({ team }) => {
  const calendar = await filled(team, DESKTOP);
  const { page } = calendar.book;
  const day = wednesday();
  await calendar.open("week", day);
  await calendar.on("Send the offer", day, "above");
  await calendar.on("Show the loom", day, "hours");
  await expect(calendar.day(day, "above").getByText("40 looms")).toBeVisible();
  // Over midnight: a part on each of the two days.
  await expect(calendar.entry("Night shift", calendar.day(day, "hours"))).toBeVisible();
  await expect(calendar.entry("Night shift", calendar.day(day + 1, "hours"))).toContainText("until");
  expect(await violations(page, "week")).toEqual([]);

  await page.getByRole("tab", { name: "Month" }).click();
  await calendar.on("Send the offer", day);
  await expect(page).toHaveURL(/look=month/);
  expect(await violations(page, "month")).toEqual([]);
  // Five on one day: three have room, the others are behind a button.
  await calendar.day(day).getByRole("button", { name: /more/ }).waitFor({ state: "hidden" });
  for (const subject of ["Fifth", "Sixth"]) await calendar.book.create("task", { subject, due: iso(day) });
  await calendar.open("month", day);
  await calendar.day(day).getByRole("button", { name: "3 more" }).click();
  await expect(page).toHaveURL(new RegExp(`look=agenda&day=${iso(day)}`));
  await calendar.on("Sixth", day);
  await page.goBack();
  await expect(page).toHaveURL(/look=month/);
  await expect(calendar.day(day).getByRole("button", { name: "3 more" })).toBeVisible();

  // An entry leads to its record, and Back to the same days.
  await calendar.entry("Send the offer").getByRole("link").click();
  await expect(calendar.book.heading).toHaveText("Send the offer");
  await expect(page).toHaveURL(/\/record\//);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`look=month&day=${iso(day)}`));

  await page.getByRole("button", { name: "Later" }).click();
  await page.getByRole("button", { name: "Earlier" }).click();
  await calendar.on("Send the offer", day);
  // The place is kept for the next visit.
  await calendar.book.open("/calendar");
  await expect(page).toHaveURL(new RegExp(`look=month&day=${iso(day)}`));
});

test("a mouse moves a task to another day and a meeting to another hour, and each goes back", async ({ team }) => {
  const calendar = await filled(team, DESKTOP);
  const day = wednesday();
  await calendar.open("month", day);
  await calendar.drag("Send the offer", calendar.day(day + 1));
  await calendar.on("Send the offer", day + 1);
  await expect(calendar.toast).toContainText("Moved to");
  await calendar.undo();
  await calendar.on("Send the offer", day);

  await calendar.open("week", day);
  const entry = calendar.entry("Show the loom");
  await expect(entry).toContainText(/10:30/);
  const column = calendar.day(day - 1, "hours");
  await calendar.entry("Show the loom").scrollIntoViewIfNeeded();
  const [from, to] = [await entry.boundingBox(), await column.boundingBox()];
  if (!from || !to) throw new Error("not in view");
  // Two hours on: an hour is a 24th of the column.
  await calendar.drag("Show the loom", column, { x: 40, y: from.y + Math.min(12, from.height / 2) - to.y + to.height / 12 });
  await calendar.on("Show the loom", day - 1, "hours");
  await expect(entry).toContainText(/12:30/);
  const after = await entry.boundingBox();
  expect(after?.height).toBeCloseTo(from.height, 0);
  await calendar.book.page.locator("h1").focus();
  await calendar.book.page.keyboard.press("Control+z");
  await calendar.on("Show the loom", day, "hours");
  await expect(entry).toContainText(/10:30/);
});

test("keys, the menu and the window move it as well", async ({ team }) => {
  const calendar = await filled(team, DESKTOP);
  const { page } = calendar.book;
  const day = wednesday();
  await calendar.open("week", day);
  const link = calendar.entry("Send the offer").getByRole("link");
  await link.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("[aria-live=assertive]")).not.toBeEmpty();
  await page.keyboard.press("Escape");
  await calendar.on("Send the offer", day, "above");
  await link.focus();
  for (const key of ["Space", "ArrowRight", "ArrowRight", "Space"]) await page.keyboard.press(key);
  await calendar.on("Send the offer", day + 2, "above");
  await expect(link).toBeFocused();

  const meeting = calendar.entry("Show the loom");
  await meeting.getByRole("link").focus();
  for (const key of ["Space", "ArrowDown", "ArrowDown", "Space"]) await page.keyboard.press(key);
  await expect(meeting).toContainText(/11:00/);

  await meeting.getByRole("link").click({ button: "right" });
  const sheet = page.getByRole("dialog");
  expect(await violations(page, "what can be done")).toEqual([]);
  await sheet.getByRole("button", { name: "Choose a day" }).click();
  await page.locator("#choose-day").fill(iso(day + 1));
  await page.locator("#choose-day").press("Enter");
  await calendar.on("Show the loom", day + 1, "hours");
  await expect(meeting).toContainText(/11:00/);
});

test("a task is completed and put off from the agenda, and what is late says so", async ({ team }) => {
  const calendar = await filled(team, DESKTOP);
  const { page } = calendar.book;
  const late = await calendar.book.create("task", { subject: "Call Rina", due: iso(now() - 3) });
  await late.saved("due");
  await calendar.open("agenda", now() - 3);
  await calendar.on("Call Rina", now() - 3);
  await expect(calendar.entry("Call Rina")).toContainText("3 d late");
  expect(await violations(page, "agenda")).toEqual([]);
  await calendar.entry("Call Rina").getByRole("checkbox").click();
  await expect(calendar.entry("Call Rina").getByRole("checkbox")).toHaveAttribute("aria-checked", "true");
  await calendar.undo();
  await expect(calendar.entry("Call Rina").getByRole("checkbox")).toHaveAttribute("aria-checked", "false");
  await calendar.entry("Call Rina").getByRole("button", { name: /^Snooze/ }).click();
  await page.getByRole("menuitem", { name: /^Tomorrow/ }).click();
  await calendar.on("Call Rina", now() + 1);

  // The same on Today, and on the record.
  await calendar.book.open("/today");
  const row = page.locator('[data-block="next"] li').filter({ hasText: "Call Rina" });
  await row.getByRole("button", { name: /^Snooze/ }).click();
  await page.getByRole("menuitem", { name: /^In three days/ }).click();
  await expect(page.locator(".toast").last()).toContainText("Moved to");
  await page.locator(".toast-undo").last().click();
  await row.getByRole("link", { name: "Call Rina" }).click();
  await page.getByRole("button", { name: "Snooze" }).click();
  // On the last day of a week the next one begins tomorrow, where the task is already.
  await page.getByRole("menuitem", { name: /^In three days/ }).click();
  await expect(page.locator(".toast").last()).toContainText("Moved to");

  await calendar.open("agenda", now());
  await calendar.day(now() + 2).getByRole("button", { name: /^New on/ }).click();
  await page.locator('[data-field="subject"] input').fill("From the plus");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await calendar.on("From the plus", now() + 2);
});

test("a finger that rests on an entry carries it, and without a way shows what can be done", async ({ team }) => {
  const calendar = await filled(team, PHONE);
  const { page } = calendar.book;
  const day = wednesday();
  await calendar.open("agenda", day - 1);
  const entry = calendar.entry("Send the offer");
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x = 0, y = 0) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  const grip = async () => {
    const box = await entry.boundingBox();
    if (!box) throw new Error("not in view");
    return { x: box.x + 120, y: box.y + 30 };
  };
  let at = await grip();
  await touch("touchStart", at.x, at.y);
  await expect(entry).toHaveAttribute("data-lifted", "true");
  await touch("touchEnd");
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("button", { name: /^Tomorrow/ })).toBeVisible();
  expect(await violations(page, "sheet")).toEqual([]);
  await sheet.getByRole("button", { name: "Close" }).click();

  at = await grip();
  const target = await calendar.day(day - 1).boundingBox();
  if (!target) throw new Error("not in view");
  await touch("touchStart", at.x, at.y);
  await expect(entry).toHaveAttribute("data-lifted", "true");
  await touch("touchMove", at.x, at.y - 20);
  await touch("touchMove", target.x + 120, target.y + target.height / 2);
  await touch("touchEnd");
  await calendar.on("Send the offer", day - 1);

  await page.getByRole("tab", { name: "Month" }).click();
  expect(await violations(page, "month on a phone")).toEqual([]);
  await calendar.day(day).getByRole("button").first().click();
  await expect(page).toHaveURL(/look=agenda/);
  await page.getByRole("tab", { name: "Week" }).click();
  expect(await violations(page, "week on a phone")).toEqual([]);
  await calendar.book.language("bn");
  await expect(page.locator(".calendar-name")).toContainText(/[০-৯]/);
  // The part of the day is named, and before the figures.
  await expect(page.locator(".week-hour").nth(9)).toHaveText("সকাল ৯");
  await expect(page.locator("main")).not.toContainText(/\b[AP]M\b/);
});

test("what others did is news until it is seen, and a reload does not take it away", async ({ team }) => {
  const rina = await team.admin();
  const record = await rina.create("contact", { last_name: "Akter" });
  await record.sent("last_name");
  const sumon = await team.teammate(rina);
  const theirs = await sumon.openRecord(record.id);
  await expect(theirs.value("last_name")).toContainText("Akter");
  await rina.open("/today");
  const news = rina.page.locator('[data-block="news"]');
  await expect(rina.page.locator("main")).toBeVisible();
  await expect(news).toHaveCount(0);
  await theirs.edit("job_title", "Buyer");
  await theirs.sent("job_title");
  await expect(news).toContainText("Akter");
  await expect(news).toContainText("Job title");
  await expect(news).toContainText("Sumon Das");
  await rina.page.reload();
  await expect(news).toContainText("Job title");
  expect(await violations(rina.page, "news")).toEqual([]);
  await news.getByRole("button", { name: "Seen" }).click();
  await expect(news).toHaveCount(0);
  // What one did oneself is no news.
  await sumon.open("/today");
  await expect(sumon.page.locator('[data-block="news"]')).toHaveCount(0);
});
