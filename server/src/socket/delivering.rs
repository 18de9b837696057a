//! How frames go out: only while they may. Access that is taken away while a frame waits for a slow device, or while the
//! relay was away, counts before the next byte.

use super::connection::Step;
use super::hub::Channel;
use super::route::close;
use super::vigil::Vigil;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use crm_sync::frame::{self, ToDevice};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a device may take to read one frame.
const SLOW: Duration = Duration::from_secs(20);

/// What a step rests on: the log as it was known to be, in this turn of the relay's vigil.
pub(super) struct Basis<'a> {
    pub vigil: &'a Vigil,
    pub channel: &'a Channel,
    pub turn: u64,
    pub place: i64,
}

impl Basis<'_> {
    /// Ends when the relay was away and the step may not be true any more. It is asked before each byte that is sent;
    /// nothing wakes it, because a connection that cannot send is in no hurry.
    async fn fails(&self) {
        std::future::poll_fn(|_| if self.vigil.lapsed(self.turn) { Poll::Ready(()) } else { Poll::Pending })
            .await;
    }

    /// Looks again after an absence; whether the step is still true, because nothing was stored meanwhile.
    async fn holds(&mut self) -> bool {
        self.turn = self.vigil.awake().await;
        *self.channel.head().borrow() == self.place
    }
}

/// What became of a step.
pub(super) enum Delivered {
    /// All of it was sent.
    All,
    /// The connection is over.
    Closed,
    /// The session ended before anything was sent.
    Ended,
}

/// Sends the frames of a step for as long as they may be sent. One that was begun cannot be taken back: if it may not
/// be finished, the connection breaks off without a word, and the device comes back and hears why.
pub(super) async fn deliver(
    socket: &mut WebSocket,
    step: Step,
    mut basis: Basis<'_>,
    ended: &mut watch::Receiver<bool>,
) -> Delivered {
    if *ended.borrow() {
        return Delivered::Ended;
    }
    let mut sending = pin!(send(socket, step));
    loop {
        tokio::select! {
            biased;
            () = raised(ended) => return Delivered::Closed,
            () = basis.fails() => {}
            sent = &mut sending => return if sent { Delivered::All } else { Delivered::Closed },
        }
        tokio::select! {
            biased;
            () = raised(ended) => return Delivered::Closed,
            holds = timeout(SLOW, basis.holds()) => if !holds.unwrap_or_default() { return Delivered::Closed },
        }
    }
}

/// Waits until a flag is raised.
pub(super) async fn raised(flag: &mut watch::Receiver<bool>) {
    let _ = flag.wait_for(|raised| *raised).await;
}

/// Sends the frames of a step; `false` when the connection is over.
async fn send(socket: &mut WebSocket, step: Step) -> bool {
    for frame in step.frames {
        if let ToDevice::Goodbye(reason) = frame {
            close(socket, reason).await;
            return false;
        }
        let message = Message::Binary(Bytes::from(frame::encode(&frame)));
        if !matches!(timeout(SLOW, socket.send(message)).await, Ok(Ok(()))) {
            return false;
        }
    }
    !step.close
}
