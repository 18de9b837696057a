//! Taking and losing the lead of a book, opening its store, and reading the local book for another.

use crate::browser::{now, random_bytes};
use crate::device::{Client, Input, LocalRecord};
use crate::indexed_db::{BookStore, Failure};
use crate::page::{answer, refuse, to_page};
use crate::performing::{dispatch, pump};
use crate::tabs::{Word, lead};
use crate::worker::{Keeping, WORKER, Worker, book_name, new_device};
use crm_core::commands::Reason;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, FromEngine, OpenBook, StorageNotice};
use crm_core::value::Value;
use crm_core::views::row::RowView;
use crm_sync::frame::Block;
use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Times that a store which cannot be opened is tried again, twice as late each time.
const TRIES: u32 = 5;
/// The first wait, in ms.
const FIRST_WAIT: u32 = 200;

thread_local! {
    /// Lets go of the lock that is held.
    static RELEASE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Waits for the lead, leads until it is lost, and waits again.
pub(crate) async fn want_lead(turn: u32, book: String, steal: bool) {
    let won = move || {
        if WORKER.with_borrow(|worker| worker.turn != turn || worker.device.is_some()) {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        spawn_local(start_leading(StorageNotice::Fine));
        Promise::new(&mut |release, _| RELEASE.with_borrow_mut(|held| *held = Some(release)))
    };
    if !lead(&book, steal, won).await {
        demoted();
    }
}

/// Another tab took the lead away while this one was frozen: what is in memory is old. Follow from here on. Said by
/// the lock or by the store, whichever is heard first.
pub(crate) fn demoted() {
    let follow = WORKER.with_borrow_mut(|worker| {
        worker.device.as_ref()?;
        worker.stop_leading();
        worker.ask_again();
        worker.book.as_ref().map(|book| (worker.turn, book_name(book)))
    });
    if let Some((turn, book)) = follow {
        // Where the lock is still held (a store that named another leader without it), it is asked for anew.
        release();
        spawn_local(async move { Box::pin(want_lead(turn, book, false)).await });
    }
}

/// The connection to the store is gone, and perhaps what was in it: everything in memory is forgotten and the book is
/// read again. This tab goes on leading.
pub(crate) fn start_over() {
    let wait = WORKER.with_borrow_mut(|worker| {
        worker.stop_leading();
        worker.lost += 1;
        (FIRST_WAIT << worker.lost.min(6)) - 2 * FIRST_WAIT
    });
    spawn_local(async move {
        let turn = WORKER.with_borrow(|worker| worker.turn);
        TimeoutFuture::new(wait).await;
        if is_current(turn) {
            start_leading(StorageNotice::Reopening).await;
        }
    });
}

/// Whether the book and the lead are still those of that turn.
pub(crate) fn is_current(turn: u32) -> bool {
    WORKER.with_borrow(|worker| worker.turn == turn)
}

/// The device is there before its store is open, so that tabs see what keeps the store from being opened.
async fn start_leading(notice: StorageNotice) {
    let Some(book) = WORKER.with_borrow(|worker| worker.book.clone()) else { return };
    let (turn, wishes) = WORKER.with_borrow_mut(|worker| {
        worker.device = Some(new_device(&book));
        if let Some(channel) = &worker.channel {
            channel.say(&Word::Leads);
        }
        (worker.turn, worker.own_wishes())
    });
    dispatch(Input::Storage(notice));
    for wish in wishes {
        dispatch(Input::Message(0, Box::new(wish)));
    }
    let (keeping, notice) = match open_store(turn, &book).await {
        Ok((store, notice)) => {
            spawn_local(watch_store(turn, store.clone()));
            (Keeping::Stored(store), notice)
        }
        Err(error) => {
            let notice = match error {
                StoreError::Superseded => StorageNotice::Superseded,
                StoreError::Full => StorageNotice::Full,
                StoreError::Blocked | StoreError::Denied | StoreError::Closed | StoreError::Corrupt => {
                    StorageNotice::Denied
                }
            };
            (Keeping::Nowhere(Rc::new(RefCell::new(Memory::default()))), notice)
        }
    };
    if !is_current(turn) {
        if let Keeping::Stored(store) = keeping {
            store.close();
        }
        return;
    }
    let outputs = WORKER.with_borrow_mut(|worker| {
        worker.keeping = Some(keeping);
        worker.device.as_mut().map(|device| device.start(now()))
    });
    pump(outputs);
    dispatch(Input::Storage(notice));
}

/// Opens the store and writes into it who leads. A browser that has just dropped it may need a moment.
async fn open_store(turn: u32, book: &OpenBook) -> Result<(BookStore, StorageNotice), StoreError> {
    let mut tries = 0;
    loop {
        let blocked = move || {
            if is_current(turn) {
                dispatch(Input::Storage(StorageNotice::BlockedByTab));
            }
        };
        let opened = match BookStore::open(&book_name(book), blocked).await {
            // What was left while it was being opened is nobody's to lead.
            Ok(store) if !is_current(turn) => Ok((store, StorageNotice::Fine)),
            Ok(mut store) => match store.claim(random_bytes()).await {
                Ok(()) => Ok((store, StorageNotice::Fine)),
                // A full book can be read.
                Err(StoreError::Full) => Ok((store, StorageNotice::Full)),
                Err(error) => {
                    store.close();
                    Err(error)
                }
            },
            Err(error) => Err(error),
        };
        match opened {
            Err(StoreError::Closed) if tries < TRIES && is_current(turn) => {
                dispatch(Input::Storage(StorageNotice::Reopening));
                TimeoutFuture::new(FIRST_WAIT << tries).await;
                tries += 1;
            }
            opened => return opened,
        }
    }
}

/// Tells the book when its storage is taken away.
async fn watch_store(turn: u32, store: BookStore) {
    let error = store.lost().await;
    if !is_current(turn) {
        return;
    }
    if error == StoreError::Superseded {
        // A newer tab wants to change the stores: let it. What is in memory can still be looked at.
        store.close();
        WORKER.with_borrow_mut(Worker::rest);
        dispatch(Input::Storage(StorageNotice::Superseded));
    } else {
        start_over();
    }
}

/// The book was cleared: its database goes, and whoever asked is told when it is gone. The lock is kept until then, so
/// that no other tab makes the book anew.
pub(crate) async fn erase(client: Client, request: u32, all_books: bool) {
    let (name, channel) = WORKER.with_borrow_mut(|worker| {
        let name = worker.book.as_ref().map(book_name);
        let channel = worker.channel.take();
        worker.leave();
        (name, channel)
    });
    if let Some(channel) = &channel {
        channel.say(&Word::Erased);
    }
    if let Some(name) = name {
        let _ = BookStore::delete(&name).await;
        if all_books {
            erase_others(&name).await;
        }
    }
    if client == 0 {
        answer(request, Ok(Answer::Done));
    } else {
        to_page(&FromEngine::Erased);
    }
    release();
}

/// Deletes what the person of that book has of other workspaces, unless something in there is nowhere else.
async fn erase_others(own: &str) {
    let Some((_, person)) = own.rsplit_once('.') else { return };
    let person = format!(".{person}");
    for name in BookStore::names().await {
        if name == own || !name.starts_with("halkhata.") || !name.ends_with(&person) {
            continue;
        }
        let Ok(store) = BookStore::open(&name, || {}).await else { continue };
        let empty =
            holds_nothing(&store, Store::Outbox).await && holds_nothing(&store, Store::Quarantine).await;
        store.close();
        if empty {
            let _ = BookStore::delete(&name).await;
        }
    }
}

async fn holds_nothing(store: &BookStore, which: Store) -> bool {
    let first = StoreRequest::Scan { store: which, from: Vec::new(), limit: 1 };
    matches!(store.execute(first).await, Ok(StoreReply::Entries(entries)) if entries.is_empty())
}

/// Lets go of the lead.
fn release() {
    let held = RELEASE.with_borrow_mut(Option::take);
    if let Some(release) = held {
        drop(release.call0(&JsValue::UNDEFINED));
    }
}

/// The records of the local book that are no samples.
pub(crate) async fn local_records() -> Result<Vec<LocalRecord>, StoreError> {
    let store = BookStore::open(&book_name(&OpenBook::Local), || {}).await?;
    let mut rows = HashMap::new();
    for (_, page) in scan_all(&store, Store::Pages).await? {
        let mut at = 0;
        while let Some((row, length)) = page.get(at..).and_then(RowView::read) {
            at += length;
            let sample = row.value_of("origin") == Some(Value::Text("demo".to_owned()));
            let object = row.object().map(|definition| definition.key.to_owned());
            if let Some(object) = object.filter(|_| !sample && !row.deleted()) {
                rows.insert(row.id(), (object, row.modified_at()));
            }
        }
    }
    let mut documents: BTreeMap<RecordId, Vec<u8>> = BTreeMap::new();
    for (_, block) in scan_all(&store, Store::Blocks).await? {
        let Ok(block) = postcard::from_bytes::<Block>(&block) else { continue };
        documents.extend(block.iter().map(|(doc, _, bytes)| (RecordId(*doc), bytes.to_vec())));
    }
    // A document that lies by itself is newer than the one in its block.
    for (key, document) in scan_all(&store, Store::Docs).await? {
        documents.extend(<[u8; 16]>::try_from(key.as_slice()).ok().map(|id| (RecordId(id), document)));
    }
    store.close();
    let record = |(record, document)| {
        let (object, modified) = rows.remove(&record)?;
        Some(LocalRecord { record, object, modified, document })
    };
    Ok(documents.into_iter().filter_map(record).collect())
}

async fn scan_all(store: &BookStore, which: Store) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
    let mut all = Vec::new();
    let mut from = Vec::new();
    loop {
        let request = StoreRequest::Scan { store: which, from: from.clone(), limit: 500 };
        let StoreReply::Entries(entries) = store.execute(request).await.map_err(plain)? else {
            return Ok(all);
        };
        let Some((last, _)) = entries.last() else { return Ok(all) };
        from.clone_from(last);
        from.push(0);
        all.extend(entries);
    }
}

/// A store that nobody claimed is never fenced.
const fn plain(failure: Failure) -> StoreError {
    match failure {
        Failure::Fenced => StoreError::Closed,
        Failure::Store(error) => error,
    }
}

/// What the browser says of the storage.
pub(crate) async fn estimate(request: u32) {
    let Some((used, quota, persisted)) = storage_figures().await else {
        return refuse(request, Reason::StorageClosed);
    };
    answer(request, Ok(Answer::Estimate { used, quota, persisted }));
}

async fn storage_figures() -> Option<(u64, u64, Option<bool>)> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let storage = Reflect::get(&navigator, &"storage".into()).ok().filter(|storage| storage.is_object())?;
    let figures = call(&storage, "estimate").await?;
    // Byte counts of a browser fit 53 bits.
    let number = |key: &str| Reflect::get(&figures, &key.into()).ok()?.as_f64().map(|number| number as u64);
    let persisted = call(&storage, "persisted").await.and_then(|answer| answer.as_bool());
    Some((number("usage")?, number("quota")?, persisted))
}

async fn call(object: &JsValue, method: &str) -> Option<JsValue> {
    let method: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = method.call0(object).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
