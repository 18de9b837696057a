//! What can happen at a moment, and what a device wants done about it.

use crate::world::World;
use crm_engine::device::{Input, Output};
use crm_sync::store::StoreError;

/// What can happen at a moment.
#[derive(Clone, Debug, Hash)]
pub enum Event {
    /// The disk performs its oldest request.
    Disk { pocket: usize, life: u32 },
    /// A socket opens, or turns out not to.
    Opened { link: u64 },
    /// The oldest frame on its way up arrives.
    Up { link: u64 },
    /// The oldest frame on its way down arrives.
    Down { link: u64 },
    /// The relay looks for news for a connection.
    News { link: u64 },
    /// The device learns that its socket is closed.
    Closed { link: u64 },
    /// The relay learns it.
    Forgotten { link: u64 },
    /// The connection breaks.
    Cut { link: u64 },
    /// The device's engine dies.
    Dies { pocket: usize, life: u32 },
    /// A page is asked for and comes.
    Page { pocket: usize, life: u32, link: u64, after: Option<Vec<u8>> },
}

impl World {
    /// Does what a device wants done.
    pub fn perform(&mut self, pocket: usize, outputs: Vec<Output>) {
        for output in outputs {
            self.tell(&format!("from device {pocket}"), &output);
            match output {
                Output::Store(number, request) => {
                    if self.pockets[pocket].disk.ask(number, request) {
                        let (at, life) = (self.soon(8), self.pockets[pocket].life);
                        self.schedule(at, Event::Disk { pocket, life });
                    }
                }
                Output::Tell(_, message) => self.pockets[pocket].hear(message),
                Output::Connect => {
                    let (at, link) = (self.soon(60), self.network.open(pocket));
                    self.schedule(at, Event::Opened { link });
                }
                Output::Disconnect => {
                    if let Some(link) = self.network.current(pocket) {
                        self.cut(link);
                    }
                }
                Output::Send(frame) => {
                    if let Some(link) = self.network.current(pocket) {
                        let at = self.soon(40);
                        if let Some(at) = self.network.up(link, frame, at) {
                            self.schedule(at, Event::Up { link });
                        }
                    }
                }
                Output::FetchPage(after) => {
                    let Some(link) = self.network.current(pocket) else { continue };
                    let (at, life) = (self.soon(60), self.pockets[pocket].life);
                    self.schedule(at, Event::Page { pocket, life, link, after });
                }
                Output::Erase(..) => panic!("nobody logs out here"),
                Output::ReadLocal(_) => panic!("nobody joins from a local book here"),
            }
        }
    }

    /// It happens.
    pub fn happen(&mut self, event: Event) {
        match event {
            Event::Disk { pocket, life } => self.disk(pocket, life),
            Event::Opened { link } => self.opened(link),
            Event::Up { link } => self.up(link),
            Event::Down { link } => {
                if let Some((pocket, mut frame)) = self.network.arrived(link) {
                    if self.network.is_short(link) {
                        self.tally.note("frame cut short");
                        frame.truncate(frame.len() / 2);
                    }
                    self.leave_trace(frame.len());
                    self.give(pocket, Input::Frame(frame));
                }
            }
            Event::News { link } => self.news(link),
            Event::Closed { link } => {
                if let Some(pocket) = self.network.close(link) {
                    self.give(pocket, Input::Closed { signed_out: false });
                }
            }
            Event::Forgotten { link } => self.network.forget(link),
            Event::Cut { link } => {
                if self.network.pocket(link).is_some_and(|pocket| self.network.current(pocket) == Some(link))
                {
                    self.tally.note("cut while catching up");
                    self.cut(link);
                }
            }
            Event::Dies { pocket, life } => {
                if self.pockets[pocket].life == life {
                    self.tally.note("crash while catching up");
                    self.crash(pocket, false);
                }
            }
            Event::Page { pocket, life, link, after } => {
                if self.pockets[pocket].life == life && self.network.current(pocket) == Some(link) {
                    let lost = self.network.is_hole(link);
                    let page = if lost { None } else { self.relay.page(pocket, after.as_deref()) };
                    self.give(pocket, Input::Page(page));
                }
            }
        }
    }

    fn disk(&mut self, pocket: usize, life: u32) {
        if self.pockets[pocket].life != life {
            return;
        }
        let Some((number, reply, more)) = self.pockets[pocket].disk.perform() else { return };
        match reply {
            Err(StoreError::Closed) => self.tally.note("storage connection lost"),
            Err(_) => self.tally.note("write refused for want of room"),
            Ok(_) => {}
        }
        if more {
            let at = self.soon(8);
            self.schedule(at, Event::Disk { pocket, life });
        }
        self.give(pocket, Input::Stored(number, reply));
    }

    fn opened(&mut self, link: u64) {
        let Some(pocket) = self.network.pocket(link) else { return };
        let reachable = self.network.online[pocket];
        match self.relay.connect(pocket).filter(|_| reachable) {
            Some(connection) => {
                self.network.connected(link, connection);
                self.give(pocket, Input::Opened);
            }
            None => self.schedule(self.now, Event::Closed { link }),
        }
    }
}
