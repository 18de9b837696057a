//! The worker hears: requests of its page, words of other tabs, one book at a time.

use crate::browser::{random_bytes, scope};
use crate::device::Input;
use crate::leading;
use crate::page::{answer, to_page, told};
use crate::performing::dispatch;
use crate::suspicion;
use crate::tabs::{Channel, Word};
use crate::work;
use crate::worker::{WORKER, Worker, book_name};
use crm_core::messages::{Answer, FromEngine, MESSAGES, OpenBook, Request, ToEngine};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

/// How long a follower waits for the leader before it takes the lead.
const LEADER_ANSWERS_WITHIN: u32 = 2_000;

/// Starts the engine: listens to the page and says that it is ready.
#[wasm_bindgen]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // The page ends this worker and starts the next. It remembers the record: one that kills twice is set aside.
        let record = suspicion::suspect().map_or_else(|| "-".to_owned(), |record| record.to_string());
        let _ = scope().post_message(&format!("{record}\n{panic}").into());
    }));
    suspicion::tell(work::tell);
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
    } else if let Request::Careful { heir } = message.body {
        work::be_careful();
        WORKER.with_borrow_mut(|worker| worker.heir = heir);
        answer(request, Ok(Answer::Done));
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
        let steal = WORKER.with_borrow_mut(|worker| std::mem::take(&mut worker.heir));
        spawn_local(leading::want_lead(turn, book_name(&book), steal));
    }
}

/// Passes a request on: to the book here, or to the leading tab.
fn ask(message: ToEngine) {
    let leads = WORKER.with_borrow_mut(|worker| {
        worker.painted |= message.body == Request::Painted;
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
        dispatch(Input::Message(0, Box::new(message)));
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
                dispatch(Input::Message(client, Box::new(message)));
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
