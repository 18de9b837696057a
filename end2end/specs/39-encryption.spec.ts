// A book that is encrypted with a passkey of its device: nothing of it can be read where it lies, it opens with the passkey
// and with nothing else, edits go on, and who lost the passkey downloads the book again.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Book } from "../pages/book.ts";

const PASSWORD = "new ledger 2026";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

async function axe(book: Book, screen: string): Promise<void> {
  expect(await violations(book.page, screen)).toEqual([]);
}

interface Authenticator {
  /** The passkeys in it are gone. */
  lose(): Promise<void>;
}

/** The browser's own authenticator, which recognises its owner at once. */
async function authenticator(book: Book, hasPrf = true): Promise<Authenticator> {
  const session = await book.page.context().newCDPSession(book.page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { lose: async () => void (await session.send("WebAuthn.clearCredentials", { authenticatorId })) };
}

/** Whether the word lies readable in the storage of this browser, and under which keys anything readable lies. */
async function readable(book: Book, word: string): Promise<{ word: boolean; keys: string[] }> {
  return book.page.evaluate(async (word) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const text = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
    const found = { word: JSON.stringify({ ...localStorage }).includes(word), keys: [] as string[] };
    for (const { name } of await indexedDB.databases()) {
      if (!name || name === "halkhata.local") continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll())]);
        values.forEach((value: Uint8Array, place) => {
          const content = text(value);
          found.word ||= content.includes(word);
          if (!content.startsWith("\u00ffhkh-ev1")) found.keys.push(`${store}/${text(new Uint8Array(keys[place] as ArrayBuffer))}`);
        });
      }
      database.close();
    }
    return found;
  }, word);
}

const panel = (book: Book) => book.page.locator("[data-setting=encryption]");

async function encrypt(book: Book): Promise<void> {
  await book.open("/settings#encryption");
  await panel(book).getByRole("button", { name: "Encrypt with a passkey" }).click();
  await expect(panel(book)).toContainText("This device’s book is encrypted.");
}

async function closed(book: Book): Promise<void> {
  await expect(book.page.locator("#open-encrypted .button")).toBeVisible();
  await expect(book.page.locator(".top-tools, .sidebar, .table-row, .record")).toHaveCount(0);
  await expect(book.page.locator("body")).not.toContainText("Zaman");
}

async function open(book: Book): Promise<void> {
  await closed(book);
  await book.page.locator("#open-encrypted .button").click();
  await expect(book.page.locator("#open-encrypted")).toHaveCount(0);
}

test.describe("under a name", () => {
  test.use({ host: "localhost" });

  for (const [name, options] of [["a desktop", {}], ["a phone", PHONE]] as const) {
    test(`the book on ${name} is encrypted, opens with its passkey, and is readable again`, async ({ team }) => {
      const book = await team.admin(options);
      await authenticator(book);
      const record = await book.create("contact", { first_name: "Imran", last_name: "Zaman" });
      const id = record.id;
      await book.sent();
      expect((await readable(book, "Zaman")).word, "what is searched for is there to be found").toBe(true);

      await book.open("/settings#encryption");
      await expect(panel(book)).toContainText("Each start asks for your fingerprint");
      await expect(book.page.locator("[data-setting=pin]")).toContainText("A PIN does not encrypt");
      await axe(book, `encryption, off, ${name}`);
      await encrypt(book);
      await expect(book.page.locator("[data-setting=pin]")).not.toContainText("A PIN does not encrypt");
      await axe(book, `encryption, on, ${name}`);
      const after = await readable(book, "Zaman");
      expect(after.word).toBe(false);
      expect(after.keys.sort()).toEqual(["meta/0encryption", "meta/leader"]);

      await book.open("/list/contact");
      await closed(book);
      await expect(book.page.locator("#open-encrypted .button")).toBeFocused();
      await axe(book, `an encrypted book, closed, ${name}`);
      await book.page.keyboard.press("Control+k");
      await expect(book.page.locator(".palette-input")).toBeHidden();
      await open(book);
      await expect(book.page.locator(".table-row")).toHaveCount(1);

      // Written without a network: it is there after the next start, encrypted, and sent when there is one again.
      await book.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      const again = await book.openRecord(id).then(async (again) => {
        await open(book);
        return again;
      });
      await team.proxy.close();
      await again.edit("last_name", "Kabir-Zaman");
      await book.offline();
      await expect(again.row("last_name")).toHaveAttribute("data-save", "device");
      await book.page.reload();
      await closed(book);
      const lost = book.page.locator(".lock-forgotten");
      await lost.locator("summary").click();
      await expect(lost).toContainText("1 edit was not sent");
      await axe(book, `an encrypted book, passkey lost, ${name}`);
      await open(book);
      await again.section("details");
      await expect(again.value("last_name")).toHaveText("Kabir-Zaman");
      expect((await readable(book, "Kabir")).word).toBe(false);
      await team.proxy.open();
      await book.sent(40_000);

      await book.language("bn");
      await closed(book);
      await axe(book, `an encrypted book in Bengali, ${name}`);
      await open(book);
      await book.language("en");
      await open(book);
      await book.open("/settings#encryption");
      await open(book);
      await panel(book).getByRole("button", { name: "Do not encrypt any more" }).click();
      await expect(panel(book).getByRole("button", { name: "Encrypt with a passkey" })).toBeVisible();
      expect((await readable(book, "Kabir")).word).toBe(true);
      await book.open("/list/contact");
      await expect(book.page.locator(".table-row")).toHaveCount(1);
    });
  }

  test("tabs are opened together, and one that takes the lead asks again", async ({ team }) => {
    const first = await team.admin();
    await authenticator(first);
    await first.create("contact", { first_name: "Imran", last_name: "Zaman" });
    await first.sent();
    await encrypt(first);
    // A tab that follows needs no key.
    const second = new Book(await first.page.context().newPage(), team.origin);
    await authenticator(second);
    await second.open("/list/contact");
    await expect(second.page.locator(".table-row")).toHaveCount(1);
    await first.page.close();
    await closed(second);
  });

  test("who lost the passkey downloads the book again after a log-in", async ({ team }) => {
    const book = await team.admin();
    const own = await authenticator(book);
    await book.create("contact", { first_name: "Imran", last_name: "Zaman" });
    await book.sent();
    await encrypt(book);
    await own.lose();
    await book.open("/list/contact");
    await closed(book);
    await book.page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("", "NotAllowedError"));
    });
    await book.page.locator("#open-encrypted .button").click();
    await expect(book.page.locator("#open-encrypted .form-failure")).toContainText("No passkey was used");
    await axe(book, "an encrypted book, no passkey used");
    const lost = book.page.locator(".lock-forgotten");
    await lost.locator("summary").click();
    await expect(lost).toContainText("Everything was sent");
    await lost.getByRole("button", { name: "Delete the book here" }).click();
    await book.page.locator("#email").fill("rina@example.com");
    await book.page.locator("#password").fill(PASSWORD);
    await book.page.locator("form button[type=submit]").click();
    await book.sent();
    await book.open("/list/contact");
    await expect(book.page.locator(".table-row")).toHaveCount(1);
    await book.open("/settings#encryption");
    await expect(panel(book).getByRole("button", { name: "Encrypt with a passkey" })).toBeVisible();
  });

  test("a passkey that gives no key encrypts nothing", async ({ team }) => {
    const book = await team.admin();
    await authenticator(book, false);
    await book.open("/settings#encryption");
    await panel(book).getByRole("button", { name: "Encrypt with a passkey" }).click();
    await expect(panel(book).locator(".form-failure")).toContainText("cannot give a key");
    await axe(book, "a passkey without a key");
    expect((await readable(book, "Rina")).keys.length).toBeGreaterThan(2);
  });
});

test("under a number encryption is not offered, and the settings say why", async ({ team }) => {
  const book = await team.admin();
  await book.open("/settings#encryption");
  await expect(panel(book)).toContainText("Here the book cannot be encrypted");
  await expect(panel(book).getByRole("button")).toHaveCount(0);
  await axe(book, "encryption under a number");
});
