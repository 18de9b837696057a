//! Threads for document code: a big stack each, so that no foreign document can overflow it, and a bounded queue.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

const STACK: usize = 64 * 1024 * 1024;
const QUEUE: usize = 1_024;

type Job = Box<dyn FnOnce() + Send>;

/// The threads. They end when the last clone is dropped.
#[derive(Clone)]
pub struct Pool {
    jobs: SyncSender<Job>,
    /// How many threads there are.
    pub threads: usize,
}

impl Pool {
    /// Starts as many threads as there are processors.
    pub fn start() -> std::io::Result<Self> {
        let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
        let (jobs, inbox) = sync_channel::<Job>(QUEUE);
        let inbox = Arc::new(Mutex::new(inbox));
        for number in 0..threads {
            let inbox = inbox.clone();
            std::thread::Builder::new()
                .name(format!("inspect-{number}"))
                .stack_size(STACK)
                .spawn(move || work(&inbox))?;
        }
        Ok(Self { jobs, threads })
    }

    /// Runs work on one of the threads; `None` when the queue is full or the work panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (answer, outcome) = oneshot::channel();
        let job = Box::new(move || {
            let _ = answer.send(work());
        });
        self.jobs.try_send(job).ok()?;
        outcome.await.ok()
    }
}

fn work(inbox: &Mutex<Receiver<Job>>) {
    loop {
        // The lock is held while waiting; whoever waits takes the next job and lets go before running it.
        let job = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A panic in document code ends this job only; the answer's sender is dropped and says so.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
    }
}
