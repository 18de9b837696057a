//! The storage port on IndexedDB: one transaction per request, in the order of the requests.

use crate::encryption::LEADER;
use crm_sync::store::{Store, StoreError, StoreReply, StoreRequest, Write};
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use js_sys::Uint8Array;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// The version of the set of object stores. A new store raises it; none is ever dropped.
const VERSION: u32 = 1;

/// What an engine draws when it takes the lead.
pub type Token = [u8; 16];

/// An open book.
#[derive(Clone, Debug)]
pub struct BookStore {
    database: Rc<Database>,
    /// Set by [`BookStore::claim`]: writes go through only while the store names this engine as its leader.
    token: Option<Token>,
}

/// Why a request was not performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Another engine has taken the lead since: what this one holds in memory is old, and nothing of it was written.
    Fenced,
    /// The storage says no.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl BookStore {
    /// Opens a book's database, making it where it is not there. `blocked` is called when an older tab keeps it
    /// from being opened; the open goes on when that tab is gone.
    pub async fn open(name: &str, blocked: impl FnOnce() + 'static) -> Result<Self, StoreError> {
        let opening = Database::open(name)
            .with_version(VERSION)
            .with_on_blocked(move |_: VersionChangeEvent| {
                blocked();
                Ok(())
            })
            .with_on_upgrade_needed(|_: VersionChangeEvent, database: Database| {
                let there: Vec<String> = database.object_store_names().collect();
                for store in
                    Store::ALL.map(Store::name).into_iter().filter(|name| !there.iter().any(|s| s == name))
                {
                    database.create_object_store(store).build()?;
                }
                Ok(())
            });
        let database = opening.await.map_err(open_error)?;
        Ok(Self { database: Rc::new(database), token: None })
    }

    /// Makes this engine the one that may write. A tab that was frozen while it led finds itself fenced when it thaws,
    /// whether or not it has heard by then that its lock is gone.
    pub async fn claim(&mut self, token: Token) -> Result<(), StoreError> {
        let put = Write::Put(Store::Meta, LEADER.to_vec(), token.to_vec());
        match self.write(vec![put], true).await {
            Ok(_) | Err(Failure::Fenced) => {}
            Err(Failure::Store(error)) => return Err(error),
        }
        self.token = Some(token);
        Ok(())
    }

    /// Resolves when a newer tab wants another version of the stores, or the browser closed the connection.
    pub async fn lost(&self) -> StoreError {
        match self.database.version_changes() {
            Ok(mut changes) => match changes.recv().await {
                Some(_) => StoreError::Superseded,
                None => StoreError::Closed,
            },
            Err(_) => StoreError::Closed,
        }
    }

    /// Closes the connection; the next open may delete or upgrade.
    pub fn close(&self) {
        self.database.as_ref().clone().close();
    }

    /// The names of all databases of this origin; none where the browser does not tell.
    pub async fn names() -> Vec<String> {
        let get = |of: &JsValue, key: &str| js_sys::Reflect::get(of, &key.into()).ok();
        let asked = get(&js_sys::global(), "indexedDB").and_then(|factory| {
            let databases: js_sys::Function = get(&factory, "databases")?.dyn_into().ok()?;
            databases.call0(&factory).ok()?.dyn_into::<js_sys::Promise>().ok()
        });
        let Some(asked) = asked else { return Vec::new() };
        let Ok(found) = wasm_bindgen_futures::JsFuture::from(asked).await else { return Vec::new() };
        js_sys::Array::from(&found).iter().filter_map(|one| get(&one, "name")?.as_string()).collect()
    }

    /// Deletes a book for good.
    pub async fn delete(name: &str) -> Result<(), StoreError> {
        Database::delete_by_name(name).map_err(open_error)?.await.map_err(store_error)
    }

    /// Answers one request. The transaction is made before the first wait, so that requests keep their order.
    pub async fn execute(&self, request: StoreRequest) -> Result<StoreReply, Failure> {
        match request {
            StoreRequest::Get(keys) => Ok(self.get(keys).await?),
            StoreRequest::Scan { store, from, limit } => Ok(self.scan(store, &from, limit).await?),
            StoreRequest::Write { writes, strict } => self.write(writes, strict).await,
        }
    }

    async fn get(&self, keys: Vec<(Store, Vec<u8>)>) -> Result<StoreReply, StoreError> {
        let transaction = self.database.transaction(store_names()).build().map_err(store_error)?;
        let mut waiting = Vec::with_capacity(keys.len());
        for (store, key) in keys {
            let store = transaction.object_store(store.name()).map_err(store_error)?;
            waiting
                .push(store.get::<JsValue, JsValue, JsValue>(to_js(&key)).primitive().map_err(store_error)?);
        }
        let mut values = Vec::with_capacity(waiting.len());
        for value in waiting {
            let value = value.await.map_err(store_error)?;
            values.push(value.filter(|value| !value.is_undefined()).map(|value| from_js(&value)));
        }
        Ok(StoreReply::Values(values))
    }

    async fn scan(&self, store: Store, from: &[u8], limit: u32) -> Result<StoreReply, StoreError> {
        let transaction = self.database.transaction(store.name()).build().map_err(store_error)?;
        let store = transaction.object_store(store.name()).map_err(store_error)?;
        let range = KeyRange::LowerBound(to_js(from), false);
        let keys = store.get_all_keys::<JsValue>().with_query::<JsValue, _>(range.clone()).with_limit(limit);
        let keys = keys.primitive().map_err(store_error)?;
        let values = store.get_all::<JsValue>().with_query::<JsValue, _>(range).with_limit(limit);
        let values = values.primitive().map_err(store_error)?;
        let (keys, values) = (keys.await.map_err(store_error)?, values.await.map_err(store_error)?);
        let entries =
            keys.zip(values).filter_map(|(key, value)| Some((from_js(&key.ok()?), from_js(&value.ok()?))));
        Ok(StoreReply::Entries(entries.collect()))
    }

    /// Waits for the transaction itself, not for its requests: only `complete` means stored, and the transaction's
    /// own error tells *full* from *closed*.
    async fn write(&self, writes: Vec<Write>, strict: bool) -> Result<StoreReply, Failure> {
        // A transaction without a request ends before anybody can wait for it.
        if writes.is_empty() {
            return Ok(StoreReply::Written);
        }
        let durability = if strict { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
        let transaction = self
            .database
            .transaction(store_names())
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(durability))
            .build()
            .map_err(store_error)?;
        let done = transaction.on_done().map_err(store_error)?;
        // Asked before anything is put and in the same transaction, so that nobody can take the lead in between.
        let meta = transaction.object_store(Store::Meta.name()).map_err(store_error)?;
        let leader = meta.get::<JsValue, JsValue, JsValue>(to_js(LEADER)).primitive().map_err(store_error)?;
        put_all(&transaction, &writes)?;
        if let Some(token) = self.token {
            let leader = leader.await.map_err(store_error)?.filter(|value| !value.is_undefined());
            if leader.is_none_or(|leader| from_js(&leader) != token) {
                let _ = transaction.abort().await;
                return Err(Failure::Fenced);
            }
        }
        if done.await.is_ok() {
            return Ok(StoreReply::Written);
        }
        Err(transaction.error().map_or(StoreError::Closed, store_error).into())
    }
}

fn put_all(transaction: &Transaction<'_>, writes: &[Write]) -> Result<(), StoreError> {
    for write in writes {
        match write {
            Write::Put(store, key, value) => {
                let store = transaction.object_store(store.name()).map_err(store_error)?;
                let put = store.put(to_js(value)).with_key(to_js(key));
                drop(put.primitive().map_err(store_error)?);
            }
            Write::Delete(store, key) => {
                let store = transaction.object_store(store.name()).map_err(store_error)?;
                drop(store.delete::<JsValue, JsValue>(to_js(key)).primitive().map_err(store_error)?);
            }
            Write::Clear(store) => {
                let store = transaction.object_store(store.name()).map_err(store_error)?;
                drop(store.clear().map_err(store_error)?);
            }
        }
    }
    Ok(())
}

fn store_names() -> [&'static str; 7] {
    Store::ALL.map(Store::name)
}

fn to_js(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// Keys come back as `ArrayBuffer`, values as `Uint8Array`; both become bytes.
fn from_js(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

fn open_error(error: OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(error) => match store_error(error) {
            StoreError::Superseded => StoreError::Superseded,
            StoreError::Full => StoreError::Full,
            // Whatever else went wrong may pass: it is tried again for a while.
            StoreError::Closed | StoreError::Corrupt => StoreError::Closed,
            StoreError::Blocked | StoreError::Denied => StoreError::Denied,
        },
        OpenDbError::VersionZero | OpenDbError::UnsupportedEnvironment | OpenDbError::NullFactory => {
            StoreError::Denied
        }
    }
}

/// By the name of the browser's exception.
fn store_error(error: Error) -> StoreError {
    let Error::DomException(exception) = error else { return StoreError::Corrupt };
    let exception: web_sys::DomException = DomException::into(exception);
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::Superseded,
        "SecurityError" | "NotAllowedError" => StoreError::Denied,
        "DataError" | "DataCloneError" => StoreError::Corrupt,
        _ => StoreError::Closed,
    }
}
