//! Somebody who talks to the relay in every way that there is, and writes down what it says.

use crate::silence::title;
use crm_server::policy::Caller;
use crm_server::socket::pages::page;
use crm_sync::frame::{
    Cursor, DocId, Epoch, Hash, Hello, PROTOCOL, PushedChange, Reply, ToDevice, ToRelay, encode,
};
use crm_tests::chance::Chance;
use crm_tests::device::id;
use crm_tests::sheet::{Sheet, text};
use crm_tests::team::{Line, Team};

/// The person and what they heard.
pub struct Witness {
    /// The connection.
    pub line: Line,
    /// What was heard, in order; places are left out, of which only the length says something.
    pub frames: Vec<(String, Vec<u8>)>,
    places: Vec<(Epoch, Cursor)>,
    lost: Vec<(DocId, Vec<Hash>, Sheet)>,
    pushes: u32,
}

impl Witness {
    /// Somebody at a new device.
    pub async fn new(team: &Team, caller: Caller) -> Self {
        let mut witness = Self {
            line: team.call(caller),
            frames: Vec::new(),
            places: Vec::new(),
            lost: Vec::new(),
            pushes: 0,
        };
        let place = team.place().await;
        witness.places.push(place);
        witness.hello(team, Some(place)).await;
        witness
    }

    /// A record went out of sight for good.
    pub fn lost(&mut self, sheet: &Sheet) {
        self.lost.push((sheet.record, sheet.heads(), sheet.clone()));
    }

    /// Pushes changes; the replies.
    pub async fn push(&mut self, changes: Vec<PushedChange>) -> Vec<Reply> {
        self.pushes += 1;
        let frames = self.line.send(ToRelay::Push { push: self.pushes, changes }).await;
        let replies = frames.iter().find_map(|frame| {
            let ToDevice::Replies { replies, .. } = frame else { return None };
            Some(replies.iter().map(|(_, reply)| reply.clone()).collect())
        });
        self.note(frames);
        self.listen().await;
        replies.expect("a push is answered")
    }

    async fn listen(&mut self) {
        let frames = self.line.news().await;
        self.note(frames);
    }

    fn note(&mut self, frames: Vec<ToDevice>) {
        for mut frame in frames {
            if let ToDevice::Feed { cursor, .. } = &mut frame {
                let epoch = self.places[0].0;
                self.places.push((epoch, *cursor));
                *cursor = [0; 16];
            }
            let what: String = format!("{frame:?}").chars().take(300).collect();
            self.frames.push((what, encode(&frame)));
        }
    }

    async fn hello(&mut self, team: &Team, place: Option<(Epoch, Cursor)>) {
        let now = self.line.now;
        self.line = team.call(self.line.caller);
        self.line.now = now;
        let hello = Hello {
            protocol: PROTOCOL,
            schema: 1,
            rows_version: crm_core::objects::rows_version(),
            workspace: team.workspace,
            device: self.line.caller.device,
            epoch: place.map(|(epoch, _)| epoch),
            cursor: place.map(|(_, cursor)| cursor),
            now,
        };
        let frames = self.line.send(ToRelay::Hello(hello)).await;
        self.note(frames);
        self.listen().await;
    }

    /// Does one thing of many, or nothing.
    pub async fn act(&mut self, team: &Team, chance: &mut Chance, common: &[Sheet], hidden: &[DocId]) {
        let place = *chance.of(&self.places).expect("it began somewhere");
        let any: Vec<DocId> = common.iter().map(|sheet| sheet.record).chain(hidden.iter().copied()).collect();
        let any: Vec<DocId> = any.into_iter().chain(self.lost.iter().map(|(doc, ..)| *doc)).collect();
        match chance.below(16) {
            0..=5 => self.listen().await,
            6 => {
                let last = *self.places.last().expect("it began somewhere");
                self.hello(team, Some(last)).await;
            }
            7 | 8 => self.hello(team, Some(place)).await,
            9 => self.download(team).await,
            10 => self.repair(team, common, hidden).await,
            11 => {
                let documents = any.into_iter().filter(|_| !chance.one_in(3)).take(64).collect();
                let frames = self.line.send(ToRelay::Want { documents }).await;
                self.note(frames);
            }
            12 => {
                let document = chance.of(&any).copied();
                let frames =
                    self.line.send(ToRelay::Here { document, field: Some("stage".to_owned()) }).await;
                self.note(frames);
                self.listen().await;
            }
            13 => {
                let doc = chance.of(hidden).copied().expect("there are some");
                let mut guess = Sheet::new("deal", doc);
                let changes =
                    ["Guess", "Guess again"].map(|name| guess.set([74; 16], &[("name", text(name))]));
                self.push(changes.into()).await;
            }
            14 => {
                let Some((.., sheet)) = chance.of(&self.lost) else { return };
                let mut copy = sheet.clone();
                let field = title(copy.object);
                let change = copy.set([73; 16], &[(field, text("Too late"))]);
                self.push(vec![change]).await;
            }
            _ => {}
        }
    }

    /// A first download of another device of the same person.
    async fn download(&mut self, team: &Team) {
        self.hello(team, None).await;
        let mut after: Option<Vec<u8>> = None;
        loop {
            let mut page =
                page(&team.relay, self.line.caller, team.workspace, after.as_deref()).await.expect("a page");
            let place = (page.epoch, page.cursor);
            page.cursor = [0; 16];
            let next = page.next.take();
            assert!(next.as_ref().is_none_or(|next| next.len() == 32), "a place of a page has one length");
            page.next = next.as_ref().map(|_| Vec::new());
            self.frames.push((format!("page of {} documents", page.documents), encode(&page)));
            match next {
                Some(next) => after = Some(next),
                None => return self.hello(team, Some(place)).await,
            }
        }
    }

    /// Says hello with a place that no log has, and what it holds, and what it never should have had.
    async fn repair(&mut self, team: &Team, common: &[Sheet], hidden: &[DocId]) {
        self.hello(team, Some((id(9), [9; 16]))).await;
        let held = common.iter().step_by(2).map(|sheet| (sheet.record, sheet.heads()));
        let held = held.chain(self.lost.iter().map(|(doc, heads, _)| (*doc, heads.clone())));
        let held = held.chain(hidden.iter().map(|doc| (*doc, vec![[9; 32]])));
        let frames = self.line.send(ToRelay::Held { documents: held.collect(), last: true }).await;
        self.note(frames);
        self.listen().await;
    }
}
