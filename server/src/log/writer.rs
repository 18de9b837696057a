//! The one writer: takes all the work that waits, runs it in one transaction, and answers after the commit.

use super::connection::{Connection, Pen};
use super::journal::{self, Deed, Entry, Journal, hex};
use super::lost::{self, Acknowledged};
use super::{Event, LogError};
use crate::relay::system_time;
use crm_planted::{Bug, planted};
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

/// Most pieces of work in one commit, so that the first does not wait for a crowd behind it.
const GROUP: usize = 128;

/// What work sees of the transaction.
pub struct Transaction<'c> {
    /// The connection, inside a transaction.
    pub(crate) connection: &'c mut Connection,
    /// What to tell listeners if this commits.
    pub(crate) events: Vec<Event>,
    /// What the journal is to know of it.
    pub(super) deeds: Vec<Deed>,
}

impl<'c> Transaction<'c> {
    /// On a connection that is inside a transaction.
    pub(super) const fn on(connection: &'c mut Connection) -> Self {
        Self { connection, events: Vec::new(), deeds: Vec::new() }
    }

    /// Has the journal know of something that is done here.
    pub(super) fn tell(&mut self, workspace: i64, at: i64, entry: Entry) {
        self.deeds.push(Deed { at, workspace, entry });
    }

    /// The same of a member.
    pub(super) fn tell_member(&mut self, workspace: i64, at: i64, person: &[u8], active: bool) {
        self.tell(workspace, at, Entry::Member { person: hex(person), active });
    }

    /// The same of a device.
    pub(super) fn tell_device(
        &mut self,
        workspace: i64,
        at: i64,
        device: &[u8],
        person: &[u8],
        removed: bool,
    ) {
        self.tell(workspace, at, Entry::Device { device: hex(device), person: hex(person), removed });
    }
}

type Run = Box<dyn for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<Settle, LogError>> + Send>;
type Settle = Box<dyn FnOnce(Result<(), LogError>) + Send>;

enum Order {
    Work { run: Run, failed: Box<dyn FnOnce(LogError) + Send> },
    Stop(oneshot::Sender<()>),
}

#[derive(Clone)]
pub(super) struct Writer {
    orders: mpsc::Sender<Order>,
}

impl Writer {
    /// Starts the task that owns the connection.
    pub(super) fn start(
        pen: Pen,
        journal: Option<Journal>,
        listener: impl Fn(Event) + Send + Sync + 'static,
    ) -> Self {
        let (orders, inbox) = mpsc::channel(1_024);
        tokio::spawn(serve(pen, inbox, journal, listener));
        Self { orders }
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, LogError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<T, LogError>> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel::<Result<T, LogError>>();
        let shared = std::sync::Arc::new(std::sync::Mutex::new(Some(answer)));
        let take = |shared: &std::sync::Mutex<Option<oneshot::Sender<_>>>| {
            shared.lock().ok().and_then(|mut answer| answer.take())
        };
        let (on_failure, on_success) = (shared.clone(), shared);
        let failed = Box::new(move |error| {
            if let Some(answer) = take(&on_failure) {
                let _ = answer.send(Err(error));
            }
        });
        let run: Run = Box::new(move |transaction| {
            Box::pin(async move {
                let value = work(transaction).await?;
                let settle: Settle = Box::new(move |committed| {
                    if let Some(answer) = take(&on_success) {
                        let _ = answer.send(committed.map(|()| value));
                    }
                });
                Ok(settle)
            })
        });
        self.orders.send(Order::Work { run, failed }).await.map_err(|_| LogError::Closed)?;
        outcome.await.map_err(|_| LogError::Closed)?
    }

    pub(super) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.orders.send(Order::Stop(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}

async fn serve(
    mut pen: Pen,
    mut inbox: mpsc::Receiver<Order>,
    journal: Option<Journal>,
    listener: impl Fn(Event) + Send + Sync + 'static,
) {
    let mut waiting = Vec::with_capacity(GROUP);
    let mut acknowledged = Acknowledged::default();
    while inbox.recv_many(&mut waiting, GROUP).await > 0 {
        let mut stop = None;
        let mut group = Vec::with_capacity(waiting.len());
        for order in waiting.drain(..) {
            match order {
                Order::Work { run, failed } => group.push((run, failed)),
                Order::Stop(done) => stop = Some(done),
            }
        }
        if !group.is_empty() {
            commit(&mut pen, group, (journal.as_ref(), &mut acknowledged), &listener).await;
        }
        if let Some(done) = stop {
            pen.close().await;
            let _ = done.send(());
            return;
        }
    }
}

type Group = Vec<(Run, Box<dyn FnOnce(LogError) + Send>)>;

/// Begins a transaction. The first one on another connection looks whether what this relay acknowledged is still there:
/// the server may be another one now, and behind. If it is not, the log has another epoch before anything is stored.
async fn begin(
    pen: &mut Pen,
    acknowledged: &mut Acknowledged,
    listener: &(impl Fn(Event) + Sync),
) -> Result<(), LogError> {
    pen.begin().await?;
    if !pen.take_renewed() {
        return Ok(());
    }
    let renewed = async {
        let lost = acknowledged.lost(&mut pen.connection).await?;
        if lost.is_empty() {
            return Ok(());
        }
        let mut transaction = Transaction::on(&mut pen.connection);
        for workspace in &lost {
            lost::begin_epoch(&mut transaction, *workspace, system_time()).await?;
        }
        let events = std::mem::take(&mut transaction.events);
        pen.commit(&events).await?;
        acknowledged.forget(&lost);
        events.into_iter().for_each(listener);
        pen.begin().await
    };
    let renewed = renewed.await;
    if renewed.is_err() {
        pen.give_up().await;
        pen.doubt();
    }
    renewed
}

async fn commit(
    pen: &mut Pen,
    group: Group,
    (journal, acknowledged): (Option<&Journal>, &mut Acknowledged),
    listener: &(impl Fn(Event) + Sync),
) {
    if let Err(error) = begin(pen, acknowledged, listener).await {
        tracing::error!(%error, "the log cannot write");
        for (_, failed) in group {
            failed(LogError::Closed);
        }
        return;
    }
    let alone = group.len() == 1;
    let (mut settled, mut events, mut deeds) = (Vec::with_capacity(group.len()), Vec::new(), Vec::new());
    for (run, failed) in group {
        // A lone piece of work needs no mark: if it fails, the whole transaction goes.
        let marked = if alone { Ok(()) } else { pen.mark().await };
        let mut transaction = Transaction::on(&mut pen.connection);
        let outcome = match marked {
            Ok(()) => run(&mut transaction).await,
            Err(error) => Err(error),
        };
        let told = (std::mem::take(&mut transaction.events), std::mem::take(&mut transaction.deeds));
        match outcome {
            Ok(settle) => {
                if !alone && pen.keep().await.is_err() {
                    settle(Err(LogError::Closed));
                    continue;
                }
                settled.push(settle);
                events.extend(told.0);
                deeds.extend(told.1);
            }
            Err(error) => {
                if !alone {
                    let _ = pen.back().await;
                }
                failed(error);
            }
        }
    }
    if settled.is_empty() {
        pen.give_up().await;
        return;
    }
    if planted(Bug::AckBeforeCommit) {
        settled.drain(..).for_each(|settle| settle(Ok(())));
    }
    note(journal, pen, deeds).await;
    if let Err(error) = pen.commit(&events).await {
        tracing::error!(%error, "a commit failed; nothing of it was acknowledged");
        // What was looked up inside the transaction is not true.
        listener(Event::Missed);
        settled.into_iter().for_each(|settle| settle(Err(LogError::Closed)));
        return;
    }
    if events.iter().any(|event| matches!(event, Event::Erased { .. })) {
        pen.overwrite().await;
    }
    acknowledged.note(&events);
    events.into_iter().for_each(listener);
    settled.into_iter().for_each(|settle| settle(Ok(())));
}

/// Writes into the journal before the commit: it may know of something that did not happen, but not the other way round.
/// A journal that cannot be written holds nobody up: taking somebody's access away matters more.
async fn note(journal: Option<&Journal>, pen: &mut Pen, deeds: Vec<Deed>) {
    let Some(journal) = journal.filter(|_| !deeds.is_empty()) else { return };
    let written = match journal::lines(&mut pen.connection, deeds).await {
        Ok(lines) => journal.append(&lines).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = written {
        tracing::error!(%error, "the journal cannot be written; a backup that is put back would not learn of this");
    }
}
