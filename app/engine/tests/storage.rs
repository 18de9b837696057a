//! One contract for every storage: the model in memory keeps it natively, IndexedDB in a browser's worker.

use crm_sync::store::{Store, StoreError, StoreReply, StoreRequest, Write};

/// A storage under test.
trait Storage {
    async fn run(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError>;
    /// Lets go of it and opens it again.
    async fn reopen(&mut self);
}

async fn write(storage: &mut impl Storage, writes: Vec<Write>) {
    let reply = storage.run(StoreRequest::Write { writes, strict: true }).await;
    assert_eq!(reply, Ok(StoreReply::Written));
}

async fn get(storage: &mut impl Storage, keys: &[(Store, &[u8])]) -> Vec<Option<Vec<u8>>> {
    let keys = keys.iter().map(|(store, key)| (*store, key.to_vec())).collect();
    match storage.run(StoreRequest::Get(keys)).await {
        Ok(StoreReply::Values(values)) => values,
        other => panic!("get answers {other:?}"),
    }
}

async fn scan(storage: &mut impl Storage, store: Store, from: &[u8], limit: u32) -> Vec<(Vec<u8>, Vec<u8>)> {
    match storage.run(StoreRequest::Scan { store, from: from.to_vec(), limit }).await {
        Ok(StoreReply::Entries(entries)) => entries,
        other => panic!("scan answers {other:?}"),
    }
}

fn put(store: Store, key: &[u8], value: &[u8]) -> Write {
    Write::Put(store, key.to_vec(), value.to_vec())
}

/// The contract. The storage is empty at the start.
async fn contract(storage: &mut impl Storage) {
    for store in Store::ALL {
        assert_eq!(scan(storage, store, &[], 10).await, [], "{store:?} begins empty");
    }
    assert_eq!(get(storage, &[]).await, []);
    write(storage, Vec::new()).await;

    // Values come in the order of the keys asked for; what is not there is `None`; stores are apart.
    write(
        storage,
        vec![put(Store::Docs, b"a", b"1"), put(Store::Meta, b"a", b"2"), put(Store::Docs, b"", b"")],
    )
    .await;
    let asked: [(Store, &[u8]); 4] =
        [(Store::Meta, b"a"), (Store::Docs, b"b"), (Store::Docs, b"a"), (Store::Docs, b"")];
    let expected = [Some(b"2".to_vec()), None, Some(b"1".to_vec()), Some(Vec::new())];
    assert_eq!(get(storage, &asked).await, expected);

    // A scan goes by the bytes of the keys, from one on, and stops at its limit.
    let keys: [&[u8]; 6] = [&[], &[0], &[0, 0], &[0, 255], &[1], &[255]];
    for key in keys.iter().rev() {
        write(storage, vec![put(Store::Outbox, key, key)]).await;
    }
    let all = scan(storage, Store::Outbox, &[], 100).await;
    assert_eq!(all, keys.map(|key| (key.to_vec(), key.to_vec())));
    for (from, limit, expected) in
        [(&[0][..], 2, &keys[1..3]), (&[0, 1], 9, &keys[3..]), (&[255, 0], 9, &[]), (&[], 1, &keys[..1])]
    {
        let found = scan(storage, Store::Outbox, from, limit).await;
        let found: Vec<&[u8]> = found.iter().map(|(key, _)| key.as_slice()).collect();
        assert_eq!(found, expected, "from {from:?}, at most {limit}");
    }

    // The writes of a batch happen in their order, whichever stores they name.
    write(
        storage,
        vec![
            put(Store::Pages, b"x", b"old"),
            Write::Clear(Store::Pages),
            put(Store::Pages, b"y", b"first"),
            put(Store::Pages, b"y", b"second"),
            put(Store::Pages, b"z", b"gone"),
            Write::Delete(Store::Pages, b"z".to_vec()),
            Write::Delete(Store::Pages, b"never there".to_vec()),
            Write::Clear(Store::Outbox),
        ],
    )
    .await;
    assert_eq!(scan(storage, Store::Pages, &[], 9).await, [(b"y".to_vec(), b"second".to_vec())]);
    assert_eq!(scan(storage, Store::Outbox, &[], 9).await, []);

    // Everything is there after the storage was let go of, large values too.
    let large: Vec<u8> = (0..2_000_000_u32).map(|place| place.to_le_bytes()[0]).collect();
    write(storage, vec![put(Store::Blocks, b"large", &large)]).await;
    storage.reopen().await;
    assert_eq!(get(storage, &[(Store::Blocks, b"large")]).await, [Some(large)]);
    assert_eq!(get(storage, &asked).await, expected);
}

#[cfg(not(target_arch = "wasm32"))]
mod memory {
    use super::{Storage, contract, put, scan};
    use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest};
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    impl Storage for Memory {
        async fn run(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError> {
            self.execute(request)
        }

        async fn reopen(&mut self) {}
    }

    /// Nothing in memory waits.
    fn at_once<T>(work: impl Future<Output = T>) -> T {
        match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => done,
            Poll::Pending => panic!("the model never waits"),
        }
    }

    #[test]
    fn the_model_keeps_the_contract() {
        at_once(contract(&mut Memory::default()));
    }

    #[test]
    fn a_full_model_says_so_and_keeps_nothing_of_the_batch() {
        let mut memory = Memory::default();
        memory.capacity = Some(10);
        let writes = vec![put(Store::Docs, b"a", b"1"), put(Store::Docs, b"b", &[0; 20])];
        assert_eq!(memory.execute(StoreRequest::Write { writes, strict: true }), Err(StoreError::Full));
        assert_eq!(at_once(scan(&mut memory, Store::Docs, &[], 9)), []);
    }
}

#[cfg(target_arch = "wasm32")]
mod indexed_db {
    use super::{Storage, contract, get, put, write};
    use crm_engine::indexed_db::{BookStore, Failure};
    use crm_sync::store::{Store, StoreError, StoreReply, StoreRequest};
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_dedicated_worker);

    struct Opened {
        name: &'static str,
        store: BookStore,
    }

    impl Opened {
        async fn fresh(name: &'static str) -> Self {
            BookStore::delete(name).await.expect("a database can be deleted");
            Self { name, store: open(name).await }
        }
    }

    async fn open(name: &str) -> BookStore {
        BookStore::open(name, || {}).await.expect("Chromium allows storage here")
    }

    impl Storage for Opened {
        async fn run(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError> {
            match self.store.execute(request).await {
                Ok(reply) => Ok(reply),
                Err(Failure::Store(error)) => Err(error),
                Err(Failure::Fenced) => panic!("nobody else leads"),
            }
        }

        async fn reopen(&mut self) {
            self.store.close();
            self.store = open(self.name).await;
        }
    }

    #[wasm_bindgen_test]
    async fn indexed_db_keeps_the_contract() {
        contract(&mut Opened::fresh("contract").await).await;
    }

    #[wasm_bindgen_test]
    async fn a_closed_connection_is_called_closed() {
        let mut opened = Opened::fresh("closed").await;
        opened.store.close();
        let writes = vec![put(Store::Docs, b"a", b"1")];
        let request = StoreRequest::Write { writes, strict: true };
        assert_eq!(opened.run(request).await, Err(StoreError::Closed));
        assert_eq!(
            opened.run(StoreRequest::Get(vec![(Store::Docs, b"a".to_vec())])).await,
            Err(StoreError::Closed)
        );
        opened.reopen().await;
        assert_eq!(get(&mut opened, &[(Store::Docs, b"a")]).await, [None]);
    }

    #[wasm_bindgen_test]
    async fn who_lost_the_lead_writes_nothing() {
        let mut first = Opened::fresh("fenced").await;
        first.store.claim([1; 16]).await.expect("there is room");
        write(&mut first, vec![put(Store::Docs, b"a", b"1")]).await;
        let mut second = Opened { name: "fenced", store: open("fenced").await };
        second.store.claim([2; 16]).await.expect("there is room");
        let late = vec![put(Store::Docs, b"a", b"stale"), put(Store::Pages, b"p", b"stale")];
        let late = first.store.execute(StoreRequest::Write { writes: late, strict: false }).await;
        assert_eq!(late, Err(Failure::Fenced));
        write(&mut second, vec![put(Store::Docs, b"b", b"2")]).await;
        let seen = get(&mut second, &[(Store::Docs, b"a"), (Store::Docs, b"b"), (Store::Pages, b"p")]).await;
        assert_eq!(seen, [Some(b"1".to_vec()), Some(b"2".to_vec()), None]);
    }
}
