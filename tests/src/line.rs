//! A device's end of a connection, without a socket.

use crate::team::START;
use crm_server::Relay;
use crm_server::policy::Caller;
use crm_server::socket::Connection;
use crm_sync::frame::{Cursor, Epoch, Hello, PROTOCOL, PushedChange, Reply, ToDevice, ToRelay, Welcome};

/// A device's end of a connection.
pub struct Line {
    /// The relay's end.
    pub connection: Connection,
    /// Who calls.
    pub caller: Caller,
    /// Everything that the relay said besides replies.
    pub heard: Vec<ToDevice>,
    /// The time.
    pub now: i64,
    pushes: u32,
}

impl Line {
    /// A connection to this relay that has said nothing.
    pub fn at(relay: &Relay, caller: Caller) -> Self {
        let connection = Connection::new(relay, caller, "Phone".to_owned());
        Self { connection, caller, pushes: 0, heard: Vec::new(), now: START }
    }

    /// Says hello; what follows the welcome is in [`Line::heard`].
    pub async fn hello(&mut self, workspace: [u8; 16], place: Option<(Epoch, Cursor)>) -> Welcome {
        let hello = Hello {
            protocol: PROTOCOL,
            schema: 1,
            rows_version: crm_core::objects::rows_version(),
            workspace,
            device: self.caller.device,
            epoch: place.map(|(epoch, _)| epoch),
            cursor: place.map(|(_, cursor)| cursor),
            now: self.now,
        };
        let mut frames = self.connection.handle(ToRelay::Hello(hello), self.now).await.frames.into_iter();
        let welcome = match frames.next() {
            Some(ToDevice::Welcome(welcome)) => welcome,
            other => panic!("no welcome: {other:?}"),
        };
        self.heard.extend(frames);
        self.listen().await;
        welcome
    }

    /// Sends a frame and gives what comes back at once.
    pub async fn send(&mut self, frame: ToRelay) -> Vec<ToDevice> {
        self.connection.handle(frame, self.now).await.frames
    }

    /// Pushes changes and gives the replies.
    pub async fn push(&mut self, changes: Vec<PushedChange>) -> Vec<Reply> {
        self.pushes += 1;
        let mut frames = self.send(ToRelay::Push { push: self.pushes, changes }).await.into_iter();
        let replies = match frames.next() {
            Some(ToDevice::Replies { push, replies }) if push == self.pushes => {
                replies.into_iter().map(|(_, reply)| reply).collect()
            }
            other => panic!("no replies: {other:?}"),
        };
        self.heard.extend(frames);
        replies
    }

    /// Hears all the news there is now.
    pub async fn listen(&mut self) {
        loop {
            let step = self.connection.news(self.now).await;
            self.heard.extend(step.frames);
            if !step.more {
                return;
            }
        }
    }

    /// What was heard since the last call.
    pub async fn news(&mut self) -> Vec<ToDevice> {
        self.listen().await;
        std::mem::take(&mut self.heard)
    }
}
