//! Taking back what was just done, and doing it again. The engine knows the steps; here they are asked for and said.

use super::{app, explain, say};
use crate::engine_link;
use crate::words::{inbox, named, shell as words};
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Answer, Request};
use crm_core::objects::desk;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Sends what a person does; when it is on the device, a notice says so and offers the way back.
pub fn dispatch_undoable(request: Request, said: impl FnOnce() -> String + 'static) {
    dispatch_undoable_with(request, said, |_| {});
}

/// The same, and does something with the answer.
pub fn dispatch_undoable_with(
    request: Request,
    said: impl FnOnce() -> String + 'static,
    then: impl FnOnce(Answer) + 'static,
) {
    carry_out(request, Box::new(said), Box::new(then), Box::new(say_why));
}

/// The same where a refusal is more than a sentence.
pub fn dispatch_undoable_or(
    request: Request,
    said: impl FnOnce() -> String + 'static,
    then: impl FnOnce(Answer) + 'static,
    refused: impl FnOnce(&Refusal) + 'static,
) {
    carry_out(request, Box::new(said), Box::new(then), Box::new(refused));
}

/// Says why something was refused.
pub fn say_why(refusal: &Refusal) {
    say(&explain(refusal));
}

/// Not generic: its code would be in the module once for each place that does something.
fn carry_out(
    request: Request,
    said: Box<dyn FnOnce() -> String>,
    then: Box<dyn FnOnce(Answer)>,
    refused: Box<dyn FnOnce(&Refusal)>,
) {
    let (number, outcome) = engine_link::ask_numbered(request);
    spawn_local(async move {
        match outcome.await {
            Ok(answer) => {
                super::news::note_saved();
                app().toaster.show(said(), Some(Callback::new(move |()| take_back(Some(number)))));
                then(answer);
            }
            Err(refusal) => refused(&refusal),
        }
    });
}

/// Takes a step back: the one that this request did, or the latest.
pub fn take_back(of: Option<u32>) {
    ask(Request::Undo { of }, words::undone, words::NOTHING_TO_UNDO.now());
}

/// Does again what was taken back last.
pub fn do_again() {
    ask(Request::Redo, words::redone, words::NOTHING_TO_REDO.now());
}

fn ask(request: Request, said: fn(&str) -> String, nothing: &'static str) {
    spawn_local(async move {
        match engine_link::ask(request).await {
            Ok(Answer::Undone { links, title }) => {
                // A desk has no name: what is done at it is seen in the inbox.
                let desk = links.iter().any(|link| link.object == desk::KEY);
                say(&said(&if desk { inbox::TITLE.now().to_owned() } else { named(&title) }));
            }
            Ok(_) => {}
            Err(refusal) if refusal.reason == Reason::NothingToDo => say(nothing),
            Err(refusal) => say(&explain(&refusal)),
        }
    });
}
