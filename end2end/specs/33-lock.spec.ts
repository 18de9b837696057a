// A book with a PIN: locked after a reload, in every tab, and slow to whoever guesses; and the days of the lease.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Book } from "../pages/book.ts";

const PASSWORD = "new ledger 2026";
const PIN = "204060";
const DESKTOP = { viewport: { width: 1280, height: 800 } } as const;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

async function axe(book: Book, screen: string): Promise<void> {
  expect(await violations(book.page, screen)).toEqual([]);
}

async function setPin(book: Book): Promise<void> {
  await book.open("/settings#pin");
  const panel = book.page.locator('[data-setting="pin"]');
  await panel.locator("#new-pin").fill(PIN);
  await panel.locator("#pin-again").fill(PIN);
  await panel.locator("form button[type=submit]").click();
  await expect(panel.locator("#pin-now")).toBeVisible();
}

async function type(book: Book, pin: string): Promise<void> {
  await book.page.locator("#pin").fill(pin);
  await book.page.keyboard.press("Enter");
}

async function locked(book: Book): Promise<void> {
  await expect(book.page.locator("#pin")).toBeVisible();
  await expect(book.heading).toHaveText(/^(Locked|তালা দেওয়া)$/);
  await expect(book.page.locator(".top-tools, .sidebar, .table-row, .record")).toHaveCount(0);
  await expect(book.page).not.toHaveTitle(/Zaman/);
}

for (const [name, options] of [["a desktop", DESKTOP], ["a phone", PHONE]] as const) {
  test(`a PIN locks the book on ${name}, and only the PIN opens it`, async ({ team }) => {
    const book = await team.admin(options);
    const { page } = book;
    await book.create("contact", { first_name: "Imran", last_name: "Zaman" });
    await book.sent();
    await book.open("/list/contact");
    await expect(page.locator(".table-row")).toHaveCount(1);
    await setPin(book);
    await expect(page.locator('[data-setting="pin"]')).toContainText("does not encrypt");
    await axe(book, `settings with a PIN, ${name}`);

    // What was shown last is kept on the device, and not painted.
    await book.open("/list/contact");
    await locked(book);
    await expect(page.locator("body")).not.toContainText("Zaman");
    await expect(page.locator("#pin")).toBeFocused();
    await axe(book, `lock screen, ${name}`);
    await page.keyboard.press("Control+k");
    await expect(page.locator(".palette-input")).toBeHidden();

    await type(book, "000000");
    await expect(page.locator(".input-error")).toContainText("not the PIN");
    await axe(book, `lock screen after a wrong PIN, ${name}`);
    await type(book, PIN);
    await expect(page.locator(".table-row")).toHaveCount(1);

    await book.language("bn");
    await locked(book);
    await axe(book, `lock screen in Bengali, ${name}`);
    await type(book, "২০৪০৬০");
    await expect(page.locator(".table-row")).toHaveCount(1);
  });
}

test("wrong PINs wait, and a reload does not help", async ({ team }) => {
  const book = await team.admin();
  await setPin(book);
  await book.open("/today");
  await locked(book);
  for (const wrong of ["000001", "000002", "000003"]) {
    await type(book, wrong);
    await expect(book.page.locator("#pin")).toHaveValue("");
    await expect(book.page.locator(".input-error")).toBeVisible();
  }
  const below = book.page.locator("#pin-below");
  await expect(below).toContainText("Try again in");
  await book.page.reload();
  await expect(below).toContainText("Try again in");
  await expect(book.page.locator("#pin")).toHaveAttribute("aria-disabled", "true");
  await expect(book.page.locator("#pin")).not.toHaveAttribute("aria-disabled", { timeout: 15_000 });
  await type(book, PIN);
  await expect(book.page.locator("#pin")).toBeHidden();
});

test("the tabs of a book are locked and opened together", async ({ team }) => {
  const first = await team.admin();
  await first.create("contact", { first_name: "Imran", last_name: "Zaman" });
  await setPin(first);
  const second = new Book(await first.page.context().newPage(), team.proxy.origin);
  await second.open("/list/contact");
  await expect(second.page.locator(".table-row")).toHaveCount(1);
  await first.page.locator('[data-setting="pin"]').getByRole("button", { name: "Lock now" }).click();
  await locked(first);
  await locked(second);
  await expect(second.page.locator("body")).not.toContainText("Zaman");
  await type(second, PIN);
  await expect(second.page.locator(".table-row")).toHaveCount(1);
  await expect(first.page.locator("#pin-now")).toBeVisible();
});

test("who forgot the PIN logs in again, and loses nothing", async ({ team }) => {
  const book = await team.admin();
  await setPin(book);
  await book.open("/today");
  await locked(book);
  await type(book, PIN);
  await book.mark.waitFor();
  await team.proxy.close();
  // Written while there is no network, in the tab that is open: it waits on the device.
  await book.page.keyboard.press("n");
  await book.page.getByRole("dialog").getByRole("button", { name: "Contact" }).click();
  const dialog = book.page.getByRole("dialog");
  await dialog.locator('[data-field="last_name"] input').fill("Zaman");
  await dialog.locator("form button[type=submit]").click();
  await book.offline();
  await team.proxy.open();
  await book.page.reload();
  await locked(book);
  await book.page.locator(".lock-forgotten summary").click();
  await axe(book, "lock screen, PIN forgotten");
  await book.page.getByRole("button", { name: "Log in instead" }).click();
  await book.page.locator("#password").fill(PASSWORD);
  await book.page.locator("form button[type=submit]").click();
  await book.sent();
  await expect(book.page.locator("#pin")).toBeHidden();
  await book.open("/list/contact");
  await expect(book.page.locator(".table-row")).toHaveCount(1);
  await book.open("/settings#pin");
  await expect(book.page.locator("#new-pin")).toBeVisible();
});

test("an administrator says how long devices may go without the relay", async ({ team }) => {
  const book = await team.admin();
  await book.open("/settings#lease");
  const panel = book.page.locator('[data-setting="lease"]');
  const days = panel.locator("#lease-days");
  await expect(days).toHaveValue("90");
  await axe(book, "lease");
  await days.fill("3");
  await panel.locator("form button[type=submit]").click();
  await expect(panel.locator(".form-failure")).toContainText("7");
  await days.fill("৩০");
  await panel.locator("form button[type=submit]").click();
  await expect(book.page.locator(".toasts")).toContainText("Saved");
  await book.page.reload();
  await expect(days).toHaveValue("30");
  const sumon = await team.teammate(book);
  await sumon.open("/settings#log-ins");
  await expect(sumon.page.locator('[data-setting="log-ins"]')).toBeVisible();
  await expect(sumon.page.locator("#lease-days")).toHaveCount(0);
});
