// Who sees what: the settings of an administrator, and what really lies on a device.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Book } from "./book.ts";

/** A filter as the policy holds it. */
function named(word: string): object {
  return { field: "name", operator: "Contains", argument: { Text: word } };
}

export class Access {
  readonly book: Book;
  readonly page: Page;

  constructor(book: Book) {
    this.book = book;
    this.page = book.page;
  }

  async open(): Promise<void> {
    await this.book.open("/settings#access");
    await expect(this.page.locator("#access-open")).toBeVisible();
  }

  /** The row of a person. */
  person(name: string): Locator {
    return this.page.locator("[data-setting=standing] .access-row").filter({ hasText: name });
  }

  async putInForce(): Promise<void> {
    await this.page.locator(".access-bar .button").last().click();
    await expect(this.page.locator(".access-bar")).toHaveCount(0);
  }

  /** Territories of accounts by a word in their name, each with its people; as the screen would write it. */
  async territories(parts: Record<string, string>): Promise<void> {
    const conditions = Object.keys(parts).map((word) => [word, named(word)]);
    await this.page.evaluate(
      async ({ parts, conditions }) => {
        const call = async (name: string, body: object) => {
          const headers = { "content-type": "application/json" };
          const answer = await fetch(`/api/v1/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
          if (!answer.ok) throw new Error(await answer.text());
          return answer.json();
        };
        const { place, policy: text } = await call("policy", {});
        const policy = JSON.parse(text);
        const team = (await call("teammates", {})) as { person: string; name: string }[];
        policy.territories = conditions.map(([word, filter], at) => ({
          id: `${at + 1}`.repeat(32),
          name: word,
          parent: null,
          criteria: [{ object: "account", filters: [filter] }],
        }));
        for (const [at, name] of Object.values(parts).entries()) {
          const person = team.find((one) => one.name === name)?.person;
          const member = policy.members.find((one: { person: string }) => one.person === person);
          member.territories = [`${at + 1}`.repeat(32)];
        }
        await call("set_policy", { place, policy: JSON.stringify(policy) });
      },
      { parts, conditions } as { parts: Record<string, string>; conditions: [string, object][] },
    );
  }

  /** What representatives may do with the records of an object, as the screen would write it. */
  async limit(object: string, rights: Record<"see" | "create" | "edit" | "delete" | "export", boolean>): Promise<void> {
    await this.page.evaluate(
      async ({ object, rights }) => {
        const call = async (name: string, body: object) => {
          const headers = { "content-type": "application/json" };
          const answer = await fetch(`/api/v1/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
          if (!answer.ok) throw new Error(await answer.text());
          return answer.json();
        };
        const { place, policy: text } = await call("policy", {});
        const policy = JSON.parse(text);
        policy.profiles[2].objects[object] = rights;
        await call("set_policy", { place, policy: JSON.stringify(policy) });
      },
      { object, rights },
    );
  }
}

/** Whether these letters lie anywhere in the databases of the browser, in any store, key or value. */
export async function lies(book: Book, word: string): Promise<boolean> {
  return book.page.evaluate(async (word) => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const latin1 = new TextDecoder("latin1");
    const holds = (value: unknown): boolean => {
      if (value instanceof ArrayBuffer) return latin1.decode(value).includes(word);
      if (ArrayBuffer.isView(value)) {
        return latin1.decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).includes(word);
      }
      return JSON.stringify(value)?.includes(word) ?? false;
    };
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name ?? ""));
      try {
        for (const store of database.objectStoreNames) {
          const all = database.transaction(store).objectStore(store);
          const [keys, values] = await Promise.all([asked(all.getAllKeys()), asked(all.getAll())]);
          if ([...keys, ...values].some(holds)) return true;
        }
      } finally {
        database.close();
      }
    }
    return false;
  }, word);
}
