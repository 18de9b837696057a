//! Taking and losing the lead of a book, and what concerns two books at once: joining a relay from a local book.

use crate::device::Input;
use crate::indexed_db::BookStore;
use crate::run::{Keeping, WORKER, answer, book_name, dispatch, new_device, now, pump, refuse};
use crate::tabs::{Word, lead};
use crm_core::commands::Reason;
use crm_core::ids::{ObjectKey, RecordId};
use crm_core::messages::{Answer, OpenBook, StorageNotice};
use crm_core::value::Value;
use crm_core::views::row::RowView;
use crm_sync::frame::Block;
use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest};
use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

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
        spawn_local(start_leading());
        Promise::new(&mut |release, _| RELEASE.with_borrow_mut(|held| *held = Some(release)))
    };
    let kept = lead(&book, steal, won).await;
    if kept {
        return;
    }
    // Another tab took the lead away while this one was frozen: what is in memory is old. Follow from here on.
    let again = WORKER.with_borrow_mut(|worker| {
        let leads = worker.device.is_some();
        if leads {
            worker.stop_leading();
        }
        leads.then_some(worker.turn)
    });
    if let Some(turn) = again {
        Box::pin(want_lead(turn, book, false)).await;
    }
}

async fn start_leading() {
    let Some((book, turn)) = WORKER.with_borrow(|worker| worker.book.clone().map(|book| (book, worker.turn)))
    else {
        return;
    };
    let mut device = new_device(&book);
    let blocked = || dispatch(Input::Storage(StorageNotice::BlockedByTab));
    let mut notice = None;
    let keeping = match BookStore::open(&book_name(&book), blocked).await {
        Ok(store) => Keeping::Stored(store),
        Err(error) => {
            notice = Some(if error == StoreError::Superseded {
                StorageNotice::Superseded
            } else {
                StorageNotice::Denied
            });
            Keeping::Nowhere(Rc::new(RefCell::new(Memory::default())))
        }
    };
    if WORKER.with_borrow(|worker| worker.turn != turn) {
        return;
    }
    if let Keeping::Stored(store) = &keeping {
        spawn_local(watch_store(turn, store.clone()));
    }
    let outputs = device.start(now());
    let wishes = WORKER.with_borrow_mut(|worker| {
        worker.keeping = Some(keeping);
        worker.device = Some(device);
        if let Some(channel) = &worker.channel {
            channel.say(&Word::Leads);
        }
        worker.own_wishes()
    });
    pump(Some(outputs));
    for wish in wishes {
        dispatch(Input::Message(0, wish));
    }
    if let Some(notice) = notice {
        dispatch(Input::Storage(notice));
    }
}

/// Tells the book when its storage is taken away.
async fn watch_store(turn: u32, store: BookStore) {
    let error = store.lost().await;
    if WORKER.with_borrow(|worker| worker.turn != turn) {
        return;
    }
    if error == StoreError::Superseded {
        // A newer tab wants to change the stores: let it.
        store.close();
        dispatch(Input::Storage(StorageNotice::Superseded));
    } else {
        dispatch(Input::Storage(StorageNotice::Reopening));
        if reopen().await.is_ok() {
            dispatch(Input::Storage(StorageNotice::Fine));
        }
    }
}

/// Opens the book's database again after the browser dropped it.
pub(crate) async fn reopen() -> Result<BookStore, StoreError> {
    let name = WORKER.with_borrow(|worker| worker.book.as_ref().map(book_name)).ok_or(StoreError::Closed)?;
    let store = BookStore::open(&name, || {}).await?;
    WORKER.with_borrow_mut(|worker| worker.keeping = Some(Keeping::Stored(store.clone())));
    Ok(store)
}

/// The book was cleared: its database goes.
pub(crate) async fn erase() {
    let name = WORKER.with_borrow_mut(|worker| {
        let name = worker.book.as_ref().map(book_name);
        worker.leave();
        name
    });
    RELEASE.with_borrow_mut(|held| {
        if let Some(release) = held.take() {
            drop(release.call0(&JsValue::UNDEFINED));
        }
    });
    if let Some(name) = name {
        let _ = BookStore::delete(&name).await;
    }
}

/// A record of the local book, as it goes along to a workspace.
struct LocalRecord {
    object: ObjectKey,
    document: Vec<u8>,
}

/// The records of the local book that are no samples.
async fn local_records() -> Result<BTreeMap<RecordId, LocalRecord>, StoreError> {
    let store = BookStore::open(&book_name(&OpenBook::Local), || {}).await?;
    let mut samples = HashMap::new();
    for (_, page) in scan_all(&store, Store::Pages).await? {
        let mut at = 0;
        while let Some((row, length)) = page.get(at..).and_then(RowView::read) {
            at += length;
            let sample = row.value_of("origin") == Some(Value::Text("demo".to_owned()));
            samples.insert(row.id(), (sample, row.object().map(|definition| definition.key.to_owned())));
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
    let record = |(id, document)| match samples.get(&id) {
        Some((false, Some(object))) => Some((id, LocalRecord { object: object.clone(), document })),
        Some(_) | None => None,
    };
    Ok(documents.into_iter().filter_map(record).collect())
}

async fn scan_all(store: &BookStore, which: Store) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
    let mut all = Vec::new();
    let mut from = Vec::new();
    loop {
        let request = StoreRequest::Scan { store: which, from: from.clone(), limit: 500 };
        let StoreReply::Entries(entries) = store.execute(request).await? else { return Ok(all) };
        let Some((last, _)) = entries.last() else { return Ok(all) };
        from.clone_from(last);
        from.push(0);
        all.extend(entries);
    }
}

/// How many records of each object the local book holds.
pub(crate) async fn count_local(request: u32) {
    match local_records().await {
        Ok(records) => {
            let mut counts: BTreeMap<ObjectKey, u32> = BTreeMap::new();
            for record in records.into_values() {
                *counts.entry(record.object).or_default() += 1;
            }
            answer(request, Ok(Answer::Counts(counts)));
        }
        Err(_) => refuse(request, Reason::StorageClosed),
    }
}

/// Brings the local book's records of these objects into the workspace that is open.
pub(crate) async fn join(request: u32, objects: Vec<ObjectKey>) {
    let Ok(records) = local_records().await else { return refuse(request, Reason::StorageClosed) };
    let wanted = records.into_iter().filter(|(_, record)| objects.contains(&record.object));
    let documents = wanted.map(|(id, record)| (id, record.object, record.document)).collect();
    let adopted = WORKER.with_borrow_mut(|worker| {
        let device = worker.device.as_mut()?;
        Some(device.adopt(now(), request, documents))
    });
    match adopted {
        Some(outputs) => pump(Some(outputs)),
        None => refuse(request, Reason::NothingToDo),
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
