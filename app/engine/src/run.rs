//! The worker: messages of the page in, the device's outputs performed, one book at a time.

use crate::device::{Client, Device, Input, Output, Owner, Patience};
use crate::indexed_db::{BookStore, Failure};
use crate::leading;
use crate::socket::{News, Socket, fetch_page, signed_in};
use crate::tabs::{Channel, Word};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::WorkspaceId;
use crm_core::messages::{Answer, FromEngine, MESSAGES, OpenBook, Request, ToEngine};
use crm_sync::store::{Memory, StoreError, StoreRequest};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// How long a follower waits for the leader before it takes the lead.
const LEADER_ANSWERS_WITHIN: u32 = 2_000;

/// Where a leader keeps the book.
#[derive(Clone)]
pub(crate) enum Keeping {
    /// In the browser's storage.
    Stored(BookStore),
    /// Nowhere: the browser allows no storage. The book can be looked at, not changed.
    Nowhere(Rc<RefCell<Memory>>),
}

/// What this worker is.
#[derive(Default)]
pub(crate) struct Worker {
    pub(crate) book: Option<OpenBook>,
    pub(crate) device: Option<Device>,
    pub(crate) keeping: Option<Keeping>,
    pub(crate) channel: Option<Channel>,
    /// Counts books and leads, so that what belongs to an earlier one is not taken for this one's.
    pub(crate) turn: u32,
    /// Counts books only: a tab goes on hearing the others when it loses the lead.
    opened: u32,
    /// Connections to the store that were lost since the last write went through.
    pub(crate) lost: u32,
    socket: Option<Socket>,
    socket_opened: bool,
    me: Client,
    /// Requests of this tab without an answer, and its watches: a new leader hears them again.
    asked: BTreeMap<u32, ToEngine>,
    watches: BTreeMap<u32, ToEngine>,
    inbox: VecDeque<Input>,
    busy: bool,
    wake: Option<Timeout>,
    patience: Option<Timeout>,
}

thread_local! {
    pub(crate) static WORKER: RefCell<Worker> = RefCell::default();
}

/// Starts the engine: listens to the page and says that it is ready.
#[wasm_bindgen]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // The page ends this worker and starts the next. It remembers the record: one that kills twice is set aside.
        let record = crate::suspicion::suspect().map(|record| record.to_string()).unwrap_or_default();
        let _ = scope().post_message(&format!("{record}\n{panic}").into());
    }));
    crate::suspicion::tell(|on| to_page(&FromEngine::Works { on }));
    WORKER.with_borrow_mut(|worker| worker.me = u32::from_le_bytes(random_bytes()).max(1));
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(bytes) = event.data().dyn_ref::<Uint8Array>()
            && let Ok(message) = postcard::from_bytes::<ToEngine>(&bytes.to_vec())
        {
            from_page(message);
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    to_page(&FromEngine::Ready { messages: MESSAGES });
}

fn from_page(message: ToEngine) {
    let request = message.request;
    if let Request::Open(book) = message.body {
        open(request, book);
    } else if message.body == Request::Estimate {
        spawn_local(leading::estimate(request));
    } else {
        ask(message);
    }
}

/// Opens a book: as a follower first, until the lead is had.
fn open(request: u32, book: OpenBook) {
    let turn = WORKER.with_borrow_mut(|worker| {
        if worker.book.as_ref() == Some(&book) {
            return None;
        }
        worker.leave();
        worker.turn += 1;
        worker.opened += 1;
        worker.book = Some(book.clone());
        let opened = worker.opened;
        worker.channel = Channel::join(&book_name(&book), move |word| heard(opened, word));
        Some(worker.turn)
    });
    answer(request, Ok(Answer::Done));
    if let Some(turn) = turn {
        spawn_local(leading::want_lead(turn, book_name(&book), false));
    }
}

/// Passes a request on: to the book here, or to the leading tab.
fn ask(message: ToEngine) {
    let leads = WORKER.with_borrow_mut(|worker| {
        if let Request::Watch { watch, .. } = &message.body {
            worker.watches.insert(*watch, message.clone());
        } else if let Request::Unwatch { watch } = &message.body {
            worker.watches.remove(watch);
        } else {
            worker.asked.insert(message.request, message.clone());
        }
        if worker.device.is_none() {
            worker.ask_leader(&message);
        }
        worker.device.is_some()
    });
    if leads {
        dispatch(Input::Message(0, message));
    } else {
        lose_patience();
    }
}

/// A leader that does not answer is frozen or dead: take the lead.
fn lose_patience() {
    WORKER.with_borrow_mut(|worker| {
        if worker.patience.is_some() || worker.book.is_none() {
            return;
        }
        let turn = worker.turn;
        worker.patience = Some(Timeout::new(LEADER_ANSWERS_WITHIN, move || {
            let book = WORKER.with_borrow_mut(|worker| {
                worker.patience = None;
                let waits = worker.turn == turn && worker.device.is_none() && !worker.asked.is_empty();
                worker.book.as_ref().filter(|_| waits).map(book_name)
            });
            if let Some(book) = book {
                spawn_local(leading::want_lead(turn, book, true));
            }
        }));
    });
}

fn heard(opened: u32, word: Word) {
    let (current, leads, me) =
        WORKER.with_borrow(|worker| (worker.opened == opened, worker.device.is_some(), worker.me));
    if !current {
        return;
    }
    match word {
        Word::Ask(client, bytes) if leads => {
            if let Ok(message) = postcard::from_bytes(&bytes) {
                dispatch(Input::Message(client, message));
            }
        }
        Word::Tell(client, bytes) if client == me && !leads => {
            if let Ok(message) = postcard::from_bytes(&bytes) {
                WORKER.with_borrow_mut(|worker| worker.patience = None);
                told(message);
            }
        }
        Word::Leads if !leads => WORKER.with_borrow(Worker::ask_again),
        Word::Gone(client) if leads => dispatch(Input::Gone(client)),
        Word::Erased => erased_elsewhere(),
        Word::Ask(..) | Word::Tell(..) | Word::Leads | Word::Gone(_) => {}
    }
}

/// Another tab has erased the book: it is closed here, too, before this tab could take the lead and make it anew.
fn erased_elsewhere() {
    let clears = WORKER.with_borrow_mut(|worker| {
        let clears = worker.asked.iter().filter(|(_, asked)| matches!(asked.body, Request::Clear { .. }));
        let clears: Vec<u32> = clears.map(|(request, _)| *request).collect();
        worker.leave();
        clears
    });
    for request in clears {
        answer(request, Ok(Answer::Done));
    }
    to_page(&FromEngine::Erased);
}

/// Hands an input to the book and performs what it says; inputs that come meanwhile wait their turn.
pub(crate) fn dispatch(input: Input) {
    WORKER.with_borrow_mut(|worker| worker.inbox.push_back(input));
    pump(None);
}

/// Performs outputs and works the inbox off.
pub(crate) fn pump(first: Option<Vec<Output>>) {
    let mut outputs = first;
    loop {
        if let Some(outputs) = outputs.take() {
            for output in outputs {
                perform(output);
            }
        }
        let next = WORKER.with_borrow_mut(|worker| {
            // Without a device inputs wait: taking one would lose it.
            if worker.busy || worker.device.is_none() {
                return None;
            }
            let input = worker.inbox.pop_front()?;
            worker.busy = true;
            worker.device.take().map(|device| (device, input))
        });
        let Some((mut device, input)) = next else { break };
        let said = device.handle(now(), input);
        WORKER.with_borrow_mut(|worker| {
            worker.device = Some(device);
            worker.busy = false;
        });
        outputs = Some(said);
    }
    set_alarm();
}

fn set_alarm() {
    WORKER.with_borrow_mut(|worker| {
        let at = worker.device.as_ref().and_then(Device::wake_at);
        worker.wake = at.map(|at| {
            let wait = u32::try_from((at - now()).max(0)).unwrap_or(u32::MAX);
            Timeout::new(wait, || dispatch(Input::Woke))
        });
    });
}

fn perform(output: Output) {
    match output {
        Output::Store(number, request) => {
            let (keeping, turn) = WORKER.with_borrow(|worker| (worker.keeping.clone(), worker.turn));
            if let Some(keeping) = keeping {
                spawn_local(store(keeping, turn, number, request));
            }
        }
        Output::Tell(0, message) => told(message),
        Output::Tell(client, message) => WORKER.with_borrow(|worker| worker.tell(client, &message)),
        Output::Connect => connect(),
        Output::Disconnect => {
            WORKER.with_borrow_mut(|worker| {
                worker.socket = None;
                worker.inbox.push_back(Input::Closed { signed_out: false });
            });
        }
        Output::Send(frame) => WORKER.with_borrow(|worker| {
            if let Some(socket) = &worker.socket {
                socket.send(&frame);
            }
        }),
        Output::FetchPage(after) => {
            if let Some((relay, workspace)) = relay() {
                let turn = WORKER.with_borrow(|worker| worker.turn);
                spawn_local(async move {
                    let page = fetch_page(&relay, workspace, after.as_deref()).await;
                    // A page of the book that was open before must not get into this one.
                    if leading::is_current(turn) {
                        dispatch(Input::Page(page));
                    }
                });
            }
        }
        Output::Erase(client, request) => spawn_local(leading::erase(client, request)),
        Output::ReadLocal(wish) => {
            let turn = WORKER.with_borrow(|worker| worker.turn);
            spawn_local(async move {
                let records = leading::local_records().await;
                if leading::is_current(turn) {
                    dispatch(Input::Local(wish, records));
                }
            });
        }
    }
}

async fn store(keeping: Keeping, turn: u32, number: u64, request: StoreRequest) {
    let writes = matches!(request, StoreRequest::Write { .. });
    let reply = match keeping {
        Keeping::Nowhere(memory) => memory.borrow_mut().execute(request).map_err(Failure::Store),
        Keeping::Stored(store) => store.execute(request).await,
    };
    if WORKER.with_borrow(|worker| worker.turn != turn) {
        return;
    }
    match reply {
        Ok(reply) => {
            if writes {
                WORKER.with_borrow_mut(|worker| worker.lost = 0);
            }
            dispatch(Input::Stored(number, Ok(reply)));
        }
        Err(Failure::Fenced) => leading::demoted(),
        // Whatever was asked is asked again when the book is open again.
        Err(Failure::Store(StoreError::Closed)) => leading::start_over(),
        Err(Failure::Store(error)) => dispatch(Input::Stored(number, Err(error))),
    }
}

fn connect() {
    let Some((relay, workspace)) = relay() else { return };
    let address = relay.clone();
    let turn = WORKER.with_borrow(|worker| worker.turn);
    let tell = move |news| match news {
        // The socket of a book that was left.
        News::Opened | News::Frame(_) | News::Closed { .. } if !leading::is_current(turn) => {}
        News::Opened => {
            WORKER.with_borrow_mut(|worker| worker.socket_opened = true);
            dispatch(Input::Opened);
        }
        News::Frame(frame) => dispatch(Input::Frame(frame)),
        News::Closed { signed_out } => {
            let opened = WORKER.with_borrow_mut(|worker| {
                worker.socket = None;
                worker.socket_opened
            });
            if opened || signed_out {
                dispatch(Input::Closed { signed_out });
                return;
            }
            // A socket that never opened does not say why; a request does.
            let address = address.clone();
            spawn_local(async move {
                let signed_out = signed_in(&address, workspace).await == Some(false);
                if leading::is_current(turn) {
                    dispatch(Input::Closed { signed_out });
                }
            });
        }
    };
    let socket = Socket::connect(&relay, tell);
    WORKER.with_borrow_mut(|worker| {
        worker.socket_opened = false;
        if socket.is_none() {
            worker.inbox.push_back(Input::Closed { signed_out: false });
        }
        worker.socket = socket;
    });
}

fn relay() -> Option<(String, WorkspaceId)> {
    WORKER.with_borrow(|worker| match worker.book.as_ref()? {
        OpenBook::Local => None,
        OpenBook::Workspace { workspace, relay, .. } => Some((relay.clone(), *workspace)),
    })
}

/// A message for this tab.
fn told(message: FromEngine) {
    if let FromEngine::Answer { request, .. } = &message {
        WORKER.with_borrow_mut(|worker| worker.asked.remove(request));
    }
    to_page(&message);
}

impl Worker {
    fn ask_leader(&self, message: &ToEngine) {
        if let (Some(channel), Ok(bytes)) = (&self.channel, postcard::to_stdvec(message)) {
            channel.say(&Word::Ask(self.me, bytes));
        }
    }

    /// Asks the tab that leads now for everything that this one wants.
    pub(crate) fn ask_again(&self) {
        for message in self.watches.values().chain(self.asked.values()) {
            self.ask_leader(message);
        }
    }

    /// What this tab wants, for a device that has just started here.
    pub(crate) fn own_wishes(&self) -> Vec<ToEngine> {
        self.watches.values().chain(self.asked.values()).cloned().collect()
    }

    /// Tells another tab.
    pub(crate) fn tell(&self, client: Client, message: &FromEngine) {
        if let Some(channel) = &self.channel {
            channel.say(&Word::Tell(client, postcard::to_stdvec(message).unwrap_or_default()));
        }
    }

    /// Leaves the book: nothing of it is heard any more.
    pub(crate) fn leave(&mut self) {
        if let Some(channel) = &self.channel {
            channel.say(&Word::Gone(self.me));
        }
        self.stop_leading();
        self.channel = None;
        self.book = None;
        self.asked.clear();
        self.watches.clear();
        self.patience = None;
    }

    /// Neither stores nor talks any more; the book stays in memory.
    pub(crate) fn rest(&mut self) {
        self.keeping = None;
        self.socket = None;
    }

    pub(crate) fn stop_leading(&mut self) {
        self.turn += 1;
        self.device = None;
        self.socket = None;
        self.inbox.clear();
        self.wake = None;
        if let Some(Keeping::Stored(store)) = self.keeping.take() {
            store.close();
        }
    }
}

/// A device for the book that is open.
pub(crate) fn new_device(book: &OpenBook) -> Device {
    let owner = match book {
        OpenBook::Local => Owner::default(),
        OpenBook::Workspace { workspace, person, device, .. } => {
            Owner { workspace: Some(*workspace), person: Some(*person), device: Some(*device) }
        }
    };
    Device::new(owner, Patience::default(), Box::new(fill_random))
}

/// The name of a book's database and lock.
pub(crate) fn book_name(book: &OpenBook) -> String {
    match book {
        OpenBook::Local => "halkhata.local".to_owned(),
        OpenBook::Workspace { workspace, person, .. } => format!("halkhata.{workspace}.{person}"),
    }
}

/// Answers a request of the page.
pub(crate) fn answer(request: u32, answer: Result<Answer, Refusal>) {
    told(FromEngine::Answer { request, answer });
}

/// A refusal of a request of the page.
pub(crate) fn refuse(request: u32, reason: Reason) {
    answer(request, Err(Refusal::record(reason)));
}

pub(crate) fn to_page(message: &FromEngine) {
    let bytes = Uint8Array::from(postcard::to_stdvec(message).unwrap_or_default().as_slice());
    let _ = scope().post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}

pub(crate) fn now() -> i64 {
    // Milliseconds since 1970 fit an i64 for the next 290 million years.
    js_sys::Date::now() as i64
}

pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

fn fill_random(bytes: &mut [u8]) {
    let crypto = scope().crypto().expect("every worker has crypto");
    crypto.get_random_values_with_u8_array(bytes).expect("fewer than 65,536 bytes are asked for");
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
