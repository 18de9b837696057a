//! Carries messages to the engine in its worker and back, and starts the worker again when it dies.
//!
//! Nothing is lost with a worker: everything that a person saved is on the device, and every request without an
//! answer and every watch is sent again to the next worker.

use crate::{browser, state};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{
    Answer, FromEngine, MESSAGES, OpenBook, Preferences, Request, ToEngine, View, Watch,
};
use futures_channel::oneshot;
use js_sys::{Array, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// How long a worker may take to say that it is ready.
const READY_WITHIN: u32 = 20_000;
/// How long a worker may be busy with one document before it is taken for hanging in it: some twenty times what a long
/// one takes on a slow phone. Two such waits and two starts stay below ten seconds.
const ONE_DOCUMENT_WITHIN: u32 = 2_000;
/// The same for a document in which a worker died before.
const SUSPECT_WITHIN: u32 = 1_000;
/// How long a page that was busy itself gets to hear what its worker said meanwhile.
const HEAR_OUT: u32 = 300;
/// The longest wait before another worker is tried.
const LONGEST_WAIT: u32 = 10_000;

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
    /// How often the engine died while it worked on a record.
    suspects: BTreeMap<RecordId, u8>,
    /// The record whose document is under work, as the worker said last.
    works_on: Option<RecordId>,
    /// Counts what the worker said about its work.
    said: u32,
    /// Whether somebody looks whether the worker hangs.
    guarded: bool,
}

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

/// Takes over the worker that the page started, and tells it of the tab from then on.
pub fn start() {
    adopt_first();
    let tell = |_| {
        let page = Request::Page { visible: browser::visible(), online: browser::online() };
        drop(send(page));
    };
    browser::listen_on(&browser::document(), "visibilitychange", tell);
    browser::listen("online", tell);
    browser::listen("offline", tell);
}

/// Asks the engine; resolves when it has answered, after a restart of the worker if need be.
pub async fn ask(body: Request) -> Outcome {
    send(body).await.unwrap_or(Err(Refusal::record(Reason::Defect)))
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

fn send(body: Request) -> oneshot::Receiver<Outcome> {
    let (answer, outcome) = oneshot::channel();
    LINK.with_borrow_mut(|link| {
        link.last_request += 1;
        let number = link.last_request;
        if link.ready {
            link.post(number, &body);
        }
        link.waiting.insert(number, Waiting { body, deaths: 0, answer });
    });
    outcome
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
        let twice = self.suspects.iter().filter(|(_, deaths)| **deaths >= 2);
        let records: Vec<RecordId> = twice.map(|(record, _)| *record).collect();
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

/// The page starts the first worker before the screens are there; what it said meanwhile is kept in `messages`.
fn adopt_first() {
    let boot = browser::boot();
    let field = |name: &str| Reflect::get(&boot, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let failed = field("workerFailed").as_bool().unwrap_or(false);
    let Ok(worker) = field("worker").dyn_into::<Worker>() else {
        start_worker();
        return;
    };
    if failed {
        start_worker();
        return;
    }
    let generation = adopt(worker);
    let early: Array = field("messages").dyn_into().unwrap_or_default();
    for message in early.iter() {
        hear(generation, &message);
    }
    let _ = Reflect::set(&boot, &"messages".into(), &Array::new());
}

fn start_worker() {
    let address = Reflect::get(&browser::boot(), &"engineUrl".into()).ok().and_then(|url| url.as_string());
    let Some(address) = address else { return };
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("engine");
    match Worker::new_with_options(&address, &options) {
        Ok(worker) => {
            adopt(worker);
        }
        Err(_) => restart(LINK.with_borrow(|link| link.generation)),
    }
}

fn adopt(worker: Worker) -> u32 {
    let generation = LINK.with_borrow_mut(|link| {
        link.generation += 1;
        link.ready = false;
        link.worker = Some(worker.clone());
        link.generation
    });
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(generation, &event.data());
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |_| restart(generation));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
    browser::after(READY_WITHIN, move || {
        let silent = LINK.with_borrow(|link| link.generation == generation && !link.ready);
        if silent {
            restart(generation);
        }
    });
    generation
}

/// Ends a worker and starts the next, later each time that it fails again.
fn restart(generation: u32) {
    let wait = LINK.with_borrow_mut(|link| {
        if link.generation != generation {
            return None;
        }
        link.generation += 1;
        link.ready = false;
        if let Some(worker) = link.worker.take() {
            worker.terminate();
        }
        // An abort names nobody: it is laid to the record that the worker spoke of last.
        if let Some(record) = link.works_on.take() {
            *link.suspects.entry(record).or_default() += 1;
        }
        link.failures += 1;
        for waiting in link.waiting.values_mut() {
            waiting.deaths += 1;
        }
        link.waiting.retain(|_, waiting| waiting.deaths < 3);
        Some((100 << link.failures.min(8)).min(LONGEST_WAIT))
    });
    if let Some(wait) = wait {
        browser::after(wait, start_worker);
    }
}

/// Ends a worker that stays with one document for too long.
fn watch_work(generation: u32) {
    let (said, suspect) = LINK.with_borrow(|link| {
        let suspect = link.works_on.is_some_and(|record| link.suspects.contains_key(&record));
        (link.said, suspect)
    });
    let same = move || LINK.with_borrow(|link| link.generation == generation && link.said == said);
    browser::after(if suspect { SUSPECT_WITHIN } else { ONE_DOCUMENT_WITHIN }, move || {
        if !same() {
            return guard_on();
        }
        browser::after(HEAR_OUT, move || {
            if same() {
                restart(generation);
            }
            guard_on();
        });
    });
}

/// Goes on looking while any document is under work.
fn guard_on() {
    let works = LINK.with_borrow_mut(|link| {
        link.guarded = link.works_on.is_some();
        link.guarded.then_some(link.generation)
    });
    if let Some(generation) = works {
        watch_work(generation);
    }
}

fn hear(generation: u32, data: &JsValue) {
    if LINK.with_borrow(|link| link.generation != generation) {
        return;
    }
    // Bytes are messages; a text is the last word of a panic: the record under work, and what happened.
    let Some(bytes) = data.dyn_ref::<Uint8Array>() else {
        let words = data.as_string().unwrap_or_default();
        let record = words.split_once('\n').and_then(|(record, _)| record.parse().ok());
        LINK.with_borrow_mut(|link| link.works_on = record.or(link.works_on));
        restart(generation);
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
            let guard = LINK.with_borrow_mut(|link| {
                link.works_on = on;
                link.said = link.said.wrapping_add(1);
                on.is_some() && !std::mem::replace(&mut link.guarded, true)
            });
            if guard {
                watch_work(generation);
            }
        }
        FromEngine::Erased => state::forget_book(),
        FromEngine::View { watch, view } => {
            let show = LINK.with_borrow(|link| link.watches.get(&watch).map(|watched| watched.show.clone()));
            if let Some(show) = show {
                show(view);
            }
        }
    }
}
