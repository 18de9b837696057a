//! Tabs of one book: one leads, the others speak through it.
//!
//! The leader holds a Web Lock named after the book; the lock goes to the next tab when the leader dies. A tab that
//! gets no answer for two seconds takes the lock away (a frozen leader keeps it).

use crate::device::Client;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

/// What is said between tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A tab asks the leader (postcard of `ToEngine`).
    Ask(Client, Vec<u8>),
    /// The leader tells a tab (postcard of `FromEngine`).
    Tell(Client, Vec<u8>),
    /// A new leader is there: ask again.
    Leads,
    /// A tab is gone.
    Gone(Client),
    /// The book was erased: forget it.
    Erased,
}

/// The channel between the tabs of a book.
#[derive(Debug)]
pub struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Joins the tabs of a book. `None` where the browser has no such channel: every tab is alone then.
    pub fn join(book: &str, hear: impl Fn(Word) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(&format!("halkhata.{book}")).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(word) = read(&event.data()) {
                hear(word);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }

    /// Speaks to all other tabs.
    pub fn say(&self, word: &Word) {
        let (kind, client, bytes): (u8, Client, &[u8]) = match word {
            Word::Ask(client, bytes) => (0, *client, bytes),
            Word::Tell(client, bytes) => (1, *client, bytes),
            Word::Leads => (2, 0, &[]),
            Word::Gone(client) => (3, *client, &[]),
            Word::Erased => (4, 0, &[]),
        };
        let message = Array::of3(&kind.into(), &client.into(), &Uint8Array::from(bytes));
        drop(self.channel.post_message(&message));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn read(data: &JsValue) -> Option<Word> {
    let message: &Array = data.dyn_ref()?;
    let number = |at: u32| message.get(at).as_f64();
    // Numbers of this build: a kind below five, a client below 2^32.
    let client = number(1)? as Client;
    let bytes = Uint8Array::new(&message.get(2)).to_vec();
    match number(0)? as u8 {
        0 => Some(Word::Ask(client, bytes)),
        1 => Some(Word::Tell(client, bytes)),
        2 => Some(Word::Leads),
        3 => Some(Word::Gone(client)),
        4 => Some(Word::Erased),
        _ => None,
    }
}

/// Waits for the lead of a book. `won` is called when the lead is had, and the promise that it makes keeps it;
/// resolves to `false` when it was lost to a tab that took it away.
pub async fn lead(book: &str, steal: bool, won: impl FnOnce() -> Promise + 'static) -> bool {
    let Some(locks) = locks() else {
        // No locks: plain HTTP beyond loopback, or a very old browser. The tab leads alone.
        drop(JsFuture::from(won()).await);
        return true;
    };
    let won = Rc::new(Cell::new(Some(won)));
    let granted = won.clone();
    let options = Object::new();
    let steal: JsValue = steal.into();
    drop(Reflect::set(&options, &"steal".into(), &steal));
    let callback = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
        granted.take().map_or(JsValue::UNDEFINED, |won| won().into())
    });
    let request =
        Reflect::get(&locks, &"request".into()).ok().and_then(|request| request.dyn_into::<Function>().ok());
    let name: JsValue = format!("halkhata.{book}").into();
    let promise = request.and_then(|request| request.call3(&locks, &name, &options, &callback).ok());
    let kept = match promise.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    };
    // Refused without ever being granted: where a browser forbids storage it forbids locks, too.
    if let Some(won) = won.take().filter(|_| !kept) {
        drop(JsFuture::from(won()).await);
        return true;
    }
    kept
}

/// `navigator.locks`, read by name: its binding is not stable yet.
fn locks() -> Option<JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"locks".into()).ok().filter(|locks| !locks.is_undefined() && !locks.is_null())
}
