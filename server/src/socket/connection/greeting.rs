//! The first frame of a device: whether it is served, and how it gets up to date.

use super::{Connection, Phase, Step, TAKE_OVER};
use crate::log::LogError;
use crate::log::cursor::Use;
use crate::log::workspaces::Workspace;
use crate::socket::feed::Rows;
use crate::socket::look::Look;
use crate::socket::repair::Held;
use crm_sync::frame::{
    ERASURE, Goodbye, Hello, Next, OLDEST_PROTOCOL, PROTOCOL, STANDING, TERMS, ToDevice, Welcome,
};

impl Connection {
    /// Answers to hello.
    pub(super) async fn hello(&mut self, hello: Hello, now: i64) -> Result<Step, LogError> {
        let caller = self.pusher.caller;
        if self.relay.log.session(&caller.session, now).await?.is_none() || hello.device != caller.device {
            return Ok(Step::goodbye(Goodbye::SignedOut));
        }
        let Some(mut workspace) = self.relay.log.workspace(caller.workspace).await? else {
            return Ok(Step::goodbye(Goodbye::NotMember));
        };
        if workspace.id != hello.workspace {
            return Ok(Step::goodbye(Goodbye::NotMember));
        }
        if let Some(place) = ahead(&hello, &workspace) {
            // Nobody else can make up such a place: it was given, and the log does not have it any more.
            let Workspace { number, seal, .. } = &workspace;
            self.relay.log.reached(*number, seal.epoch(), place, now).await?;
            let again = self.relay.log.workspace(caller.workspace).await?;
            let Some(again) = again else { return Ok(Step::goodbye(Goodbye::NotMember)) };
            workspace = again;
        }
        self.channel.in_epoch(workspace.seal.epoch());
        let mut look =
            Look::new(&self.relay.log, &self.relay.policies, caller.workspace, caller.person).await?;
        self.sharp = hello.protocol >= STANDING;
        if !self.sharp && !look.now().all() {
            return Ok(Step::goodbye(Goodbye::TooOld));
        }
        self.exact = hello.protocol >= ERASURE;
        if !self.exact && self.relay.log.anything_erased(caller.workspace).await? {
            return Ok(Step::goodbye(Goodbye::TooOld));
        }
        let documents = look.documents(&self.relay.log, workspace.documents).await?;
        self.look = Some(look);
        let seal = workspace.seal;
        let opened = hello.cursor.filter(|_| hello.epoch == Some(seal.epoch()));
        let opened = opened.and_then(|cursor| seal.open(Use::Cursor, cursor));
        let next = match (hello.cursor, opened) {
            (None, _) if documents == 0 => {
                self.follow(workspace.head);
                Next::Feed
            }
            (None, _) => {
                self.phase = Phase::Paging;
                Next::Pages
            }
            (Some(_), Some(place)) if place <= workspace.head => {
                self.follow(place);
                Next::Feed
            }
            (Some(_), Some(_) | None) => {
                self.phase = Phase::Listing(Held::default());
                Next::Repair
            }
        };
        self.head = workspace.head;
        self.restored = workspace.restored.is_some_and(|restored| now - restored < TAKE_OVER);
        self.rows = Rows { version: hello.rows_version };
        self.writable = hello.protocol >= OLDEST_PROTOCOL && hello.schema <= self.relay.schema;
        let epoch = seal.epoch();
        self.seal = Some(seal);
        let welcome = Welcome {
            protocol: hello.protocol.min(PROTOCOL),
            writable: self.writable,
            epoch,
            now,
            next,
            documents,
        };
        let mut frames = vec![ToDevice::Welcome(welcome)];
        if hello.protocol >= TERMS
            && let Some(logged_in) = self.relay.log.session_began(&caller.session).await?
        {
            frames.push(ToDevice::Terms { lease: workspace.lease, logged_in });
        }
        frames.extend(self.people().await?);
        frames.extend(self.standing().await?);
        if hello.cursor.is_none() {
            frames.extend(self.erased_unheard(workspace.head).await?);
        }
        Ok(Step::frames(frames))
    }
}

/// The place that a device has, where the log does not reach it.
fn ahead(hello: &Hello, workspace: &Workspace) -> Option<i64> {
    let seal = Some(&workspace.seal).filter(|seal| hello.epoch == Some(seal.epoch()))?;
    let place = seal.open(Use::Cursor, hello.cursor?)?;
    (place > workspace.head && place < i64::MAX).then_some(place)
}
