//! Carries messages to the engine in its worker and back, and starts the worker again when it dies.
//!
//! Nothing is lost with a worker: everything that a person saved is on the device, and every request without an
//! answer and every watch is sent again to the next worker.

mod guard;
mod worker;

use crate::{browser, state};
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{
    Answer, FromEngine, MESSAGES, OpenBook, Preferences, Request, ToEngine, View, Watch,
};
use futures_channel::oneshot;
use guard::Work;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Worker;

/// How often a page that can be seen says so.
const SIGN_EVERY_MS: u32 = 60_000;

/// What comes of a request: an answer or a refusal.
pub type Outcome = Result<Answer, Refusal>;

struct Waiting {
    body: Request,
    /// How many workers died while this was asked: a request that kills twice is given up.
    deaths: u8,
    answer: oneshot::Sender<Outcome>,
}

struct Watched {
    what: Watch,
    show: Rc<dyn Fn(View)>,
}

#[derive(Default)]
struct Link {
    worker: Option<Worker>,
    /// Counts workers, so that the voice of a dead one is not taken for the living.
    generation: u32,
    ready: bool,
    failures: u32,
    book: Option<OpenBook>,
    preferences: Option<Preferences>,
    last_request: u32,
    last_watch: u32,
    waiting: BTreeMap<u32, Waiting>,
    watches: BTreeMap<u32, Watched>,
    work: Work,
    /// Whether something of this worker was shown.
    painted: bool,
}

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

/// Takes over the worker that the page started, and tells it of the tab from then on.
pub fn start() {
    worker::adopt_first();
    let tell = |_| {
        let page = Request::Page { visible: browser::visible(), online: browser::online() };
        drop(send(page));
    };
    browser::listen_on(&browser::document(), "visibilitychange", tell);
    browser::listen("online", tell);
    browser::listen("offline", tell);
    tell_again();
    browser::listen("pagehide", |event| {
        if browser::keeps_page(&event) {
            worker::rest();
        }
    });
    browser::listen("pageshow", |event| {
        if browser::keeps_page(&event) {
            worker::wake();
        }
    });
}

/// Says once a minute that the page can be seen, while it can: a tab that is closed cannot say so any more, and a locked
/// book must not wait for it.
fn tell_again() {
    browser::after(SIGN_EVERY_MS, || {
        if browser::visible() {
            let page = Request::Page { visible: true, online: browser::online() };
            LINK.with_borrow_mut(|link| link.request(page));
        }
        tell_again();
    });
}

/// Asks the engine; resolves when it has answered, after a restart of the worker if need be.
pub async fn ask(body: Request) -> Outcome {
    ask_numbered(body).1.await
}

/// The same, with the number of the request, by which what it did can be taken back.
pub fn ask_numbered(body: Request) -> (u32, impl Future<Output = Outcome>) {
    let (number, outcome) = send(body);
    (number, async move { outcome.await.unwrap_or(Err(Refusal::record(Reason::Defect))) })
}

/// Opens a book; what waits for an answer of an earlier book is refused.
pub async fn open(book: OpenBook) -> Outcome {
    LINK.with_borrow_mut(|link| {
        link.book = Some(book.clone());
        link.waiting.clear();
    });
    let answer = ask(Request::Open(book)).await;
    // Watches of the same screens belong to the new book from now on.
    LINK.with_borrow(|link| {
        for (watch, watched) in &link.watches {
            link.post(0, &Request::Watch { watch: *watch, what: watched.what.clone() });
        }
    });
    answer
}

/// Tells the engine how the person writes, now and after every restart.
pub fn prefer(preferences: Preferences) {
    LINK.with_borrow_mut(|link| link.preferences = Some(preferences.clone()));
    drop(send(Request::Preferences(preferences)));
}

/// Watches something; `show` is called with every view of it. Returns the number of the watch.
pub fn watch(what: Watch, show: impl Fn(View) + 'static) -> u32 {
    LINK.with_borrow_mut(|link| {
        link.last_watch += 1;
        let watch = link.last_watch;
        link.watches.insert(watch, Watched { what: what.clone(), show: Rc::new(show) });
        link.request(Request::Watch { watch, what });
        watch
    })
}

/// Watches something else under the same number, such as the next window of a list.
pub fn rewatch(watch: u32, what: Watch) {
    LINK.with_borrow_mut(|link| {
        let Some(watched) = link.watches.get_mut(&watch) else { return };
        if watched.what == what {
            return;
        }
        watched.what = what.clone();
        link.request(Request::Watch { watch, what });
    });
}

/// Stops watching.
pub fn unwatch(watch: u32) {
    LINK.with_borrow_mut(|link| {
        link.watches.remove(&watch);
        link.request(Request::Unwatch { watch });
    });
}

fn send(body: Request) -> (u32, oneshot::Receiver<Outcome>) {
    let (answer, outcome) = oneshot::channel();
    let number = LINK.with_borrow_mut(|link| {
        link.last_request += 1;
        let number = link.last_request;
        if link.ready {
            link.post(number, &body);
        }
        link.waiting.insert(number, Waiting { body, deaths: 0, answer });
        number
    });
    (number, outcome)
}

impl Link {
    /// Sends what needs no answer and is repeated after a restart from what the link remembers.
    fn request(&mut self, body: Request) {
        if self.ready && self.book.is_some() {
            self.last_request += 1;
            self.post(self.last_request, &body);
        }
    }

    fn post(&self, request: u32, body: &Request) {
        let Some(worker) = self.worker.as_ref().filter(|_| self.ready) else { return };
        let message = ToEngine { request, body: body.clone() };
        let Ok(bytes) = postcard::to_stdvec(&message) else { return };
        let bytes = Uint8Array::from(bytes.as_slice());
        // A dead worker takes messages silently; the restart sends them again.
        let _ = worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }

    /// Brings a fresh worker to where the last one was.
    fn resume(&mut self) {
        self.ready = true;
        if self.work.careful() {
            self.last_request += 1;
            let heir = self.work.inherits();
            self.post(self.last_request, &Request::Careful { heir });
        }
        self.last_request += 1;
        let opening = self.waiting.values().any(|waiting| matches!(waiting.body, Request::Open(_)));
        if let Some(book) = self.book.as_ref().filter(|_| !opening) {
            self.post(self.last_request, &Request::Open(book.clone()));
        }
        for (number, waiting) in
            self.waiting.iter().filter(|(_, waiting)| matches!(waiting.body, Request::Open(_)))
        {
            self.post(*number, &waiting.body);
        }
        let records = self.work.killers();
        if !records.is_empty() {
            self.last_request += 1;
            self.post(self.last_request, &Request::Suspect { records });
        }
        self.last_request += 1;
        if let Some(preferences) = &self.preferences {
            self.post(self.last_request, &Request::Preferences(preferences.clone()));
        }
        let page = Request::Page { visible: browser::visible(), online: browser::online() };
        self.last_request += 1;
        self.post(self.last_request, &page);
        for (number, waiting) in &self.waiting {
            if !matches!(waiting.body, Request::Open(_)) {
                self.post(*number, &waiting.body);
            }
        }
        if self.book.is_some() {
            for (watch, watched) in &self.watches {
                self.last_request += 1;
                self.post(self.last_request, &Request::Watch { watch: *watch, what: watched.what.clone() });
            }
        }
    }
}

fn hear(generation: u32, data: &JsValue) {
    if LINK.with_borrow(|link| link.generation != generation) {
        return;
    }
    // Bytes are messages; a text is the last word.
    let Some(bytes) = data.dyn_ref::<Uint8Array>() else {
        worker::restart(generation, guard::death(&data.as_string().unwrap_or_default()));
        return;
    };
    let Ok(message) = postcard::from_bytes::<FromEngine>(&bytes.to_vec()) else { return };
    match message {
        FromEngine::Ready { messages } if messages == MESSAGES => LINK.with_borrow_mut(Link::resume),
        // Page and worker are of different builds: the reload takes both from one.
        FromEngine::Ready { .. } => browser::reload(),
        FromEngine::Answer { request, answer } => {
            let waiting = LINK.with_borrow_mut(|link| {
                link.failures = 0;
                link.waiting.remove(&request)
            });
            if let Some(waiting) = waiting {
                // Nobody listens any more where a screen was left.
                let _ = waiting.answer.send(answer);
            }
        }
        FromEngine::Works { on } => {
            if LINK.with_borrow_mut(|link| link.work.said(on, js_sys::Date::now())) {
                guard::watch(generation);
            }
        }
        FromEngine::Erased => state::forget_book(),
        FromEngine::View { watch, view } => {
            let first = !matches!(view, View::Sync(_));
            let show = LINK.with_borrow(|link| link.watches.get(&watch).map(|watched| watched.show.clone()));
            if let Some(show) = show {
                show(view);
            }
            if first && !LINK.with_borrow_mut(|link| std::mem::replace(&mut link.painted, true)) {
                browser::when_painted(|| LINK.with_borrow_mut(|link| link.request(Request::Painted)));
            }
        }
    }
}
