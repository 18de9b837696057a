//! What the book asks for is done: storage, socket, pages, timers. What comes of it goes back as its next input.

use crate::browser::now;
use crate::device::{Device, Input, Output};
use crate::indexed_db::Failure;
use crate::leading;
use crate::page::told;
use crate::socket::{News, Socket, fetch_page, signed_in};
use crate::worker::{Keeping, WORKER};
use crm_core::ids::WorkspaceId;
use crm_core::messages::OpenBook;
use crm_sync::store::{StoreError, StoreRequest};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

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
        Output::Erase(client, request, all) => spawn_local(leading::erase(client, request, all)),
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
