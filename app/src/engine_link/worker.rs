//! The worker of this page: the first one, which the page started, and the next after each death.

use super::guard::Death;
use super::{LINK, hear};
use crate::browser;
use js_sys::{Array, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// How long a worker may take to say that it is ready.
const READY_WITHIN: u32 = 20_000;
/// The longest wait before another worker is tried.
const LONGEST_WAIT: u32 = 10_000;

/// The page starts the first worker before the screens are there; what it said meanwhile is kept in `messages`.
pub(super) fn adopt_first() {
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

/// Ends the worker of a page that the browser puts by for Back: asleep it would keep the lead and its hold on the
/// storage, and no other tab could open the book. (Safari does so; Chromium puts no such page by.)
pub(super) fn rest() {
    LINK.with_borrow_mut(|link| {
        link.generation += 1;
        link.ready = false;
        if let Some(worker) = link.worker.take() {
            worker.terminate();
        }
    });
}

/// The page is shown again: the next worker is asked for everything that the last one owed.
pub(super) fn wake() {
    if LINK.with_borrow(|link| link.worker.is_none()) {
        start_worker();
    }
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
        Err(_) => restart(LINK.with_borrow(|link| link.generation), Death::Silent),
    }
}

fn adopt(worker: Worker) -> u32 {
    let generation = LINK.with_borrow_mut(|link| {
        link.generation += 1;
        link.ready = false;
        link.painted = false;
        if let Some(before) = link.worker.replace(worker.clone()) {
            before.terminate();
        }
        link.generation
    });
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(generation, &event.data());
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |_| restart(generation, Death::Silent));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
    browser::after(READY_WITHIN, move || {
        let silent = LINK.with_borrow(|link| link.generation == generation && !link.ready);
        if silent {
            restart(generation, Death::Silent);
        }
    });
    generation
}

/// Ends a worker and starts the next, later each time that it fails again.
pub(super) fn restart(generation: u32, death: Death) {
    let wait = LINK.with_borrow_mut(|link| {
        if link.generation != generation {
            return None;
        }
        link.generation += 1;
        link.ready = false;
        if let Some(worker) = link.worker.take() {
            worker.terminate();
        }
        link.work.died(death);
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
