//! Sends what a person does to the engine and says what came of it.

use super::{app, shaping};
use crate::engine_link::{self, Outcome};
use crate::{browser, words};
use crm_core::commands::{Reason, Refusal};
use crm_core::fields::BadInput;
use crm_core::messages::Request;
use crm_core::views::formula::Fault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;

thread_local! {
    static PERSISTENCE_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Sends a request; a refusal is said in a notice.
pub fn dispatch(request: Request) {
    dispatch_with(request, |_| {});
}

/// The same, and does something with what came of it.
pub fn dispatch_with(request: Request, then: impl FnOnce(Outcome) + 'static) {
    carry_out(request, Box::new(then));
}

/// Not generic: its code would be in the module once for each place that sends something.
fn carry_out(request: Request, then: Box<dyn FnOnce(Outcome)>) {
    let saves = saves(&request);
    spawn_local(async move {
        let outcome = engine_link::ask(request).await;
        match &outcome {
            Ok(_) if saves => note_saved(),
            Ok(_) => {}
            Err(refusal) => say(&explain(refusal)),
        }
        then(outcome);
    });
}

fn saves(request: &Request) -> bool {
    matches!(
        request,
        Request::Create { .. }
            | Request::Begin { .. }
            | Request::Define { .. }
            | Request::Template(_)
            | Request::Set { .. }
            | Request::Resolve { .. }
            | Request::PutBack { .. }
            | Request::Merge { .. }
            | Request::EditMany { .. }
            | Request::Write { .. }
            | Request::ImportRun { .. }
    )
}

/// Notes that an edit or import was saved: after the first, the browser is asked once to keep the storage.
pub fn note_saved() {
    const KEY: &str = "halkhata.persistence";
    super::install::count_edit();
    if PERSISTENCE_ASKED.replace(true) || browser::kept(KEY).is_some() {
        return;
    }
    browser::keep(KEY, "asked");
    spawn_local(async {
        if let Some(granted) = browser::persist().await {
            let _ = engine_link::ask(Request::Persisted { granted }).await;
        }
    });
}

/// Shows a short notice.
pub fn say(text: &str) {
    app().toaster.show(text, None);
}

/// Shows a notice of what was done, with a way back.
pub fn undoable(text: String, undo: impl Fn() + Send + Sync + 'static) {
    // A notice outlives the menu or the screen that it comes from, and so must its way back: it is made when nothing is
    // on the way to be drawn that could take it along.
    browser::after(0, move || app().toaster.show(text, Some(Callback::new(move |()| undo()))));
}

/// The sentence of a refusal, with the field that it is about. The key is the reason's name in small letters.
pub fn explain(refusal: &Refusal) -> String {
    if let Reason::BadInput(bad) = refusal.reason {
        return words::bad_input(bad_input_key(bad));
    }
    if let Reason::AgainstRule(rule) = refusal.reason
        && let Some(said) = shaping::said_by_rule(rule)
    {
        return said;
    }
    let sentence = words::reason(reason_key(refusal.reason));
    match &refusal.field {
        // It is about another field than the one that the person was at.
        Some(field) if refusal.reason == Reason::StageNeeds => {
            format!("{}: {sentence}", words::field("deal", field))
        }
        Some(_) | None => sentence,
    }
}

/// The sentence of a refusal where its field is not in sight: with what that is called.
pub fn explain_apart(object: &str, refusal: &Refusal) -> String {
    let ruled = matches!(refusal.reason, Reason::AgainstRule(_) | Reason::StageNeeds);
    match &refusal.field {
        Some(field) if !ruled => format!("{}: {}", words::field(object, field), explain(refusal)),
        Some(_) | None => explain(refusal),
    }
}

/// The key of what is wrong with a formula.
const fn formula_key(fault: Fault) -> &'static str {
    match fault {
        Fault::TooLong => "formula_too_long",
        Fault::Unreadable => "formula_unreadable",
        Fault::UnknownField => "formula_unknown_field",
        Fault::UnknownFunction => "formula_unknown_function",
        Fault::Mixed => "formula_mixed",
        Fault::WrongKind => "formula_wrong_kind",
        Fault::ReadsFormula => "formula_reads_formula",
    }
}

/// The key of a reason in `objects.json`.
pub const fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::TitleMissing => "title_missing",
        Reason::UnknownField => "unknown_field",
        Reason::UnknownObject => "unknown_object",
        Reason::WrongKind => "wrong_kind",
        Reason::BadInput(_) => "bad_input",
        Reason::TooLarge => "too_large",
        Reason::ReadOnly => "read_only",
        Reason::Deleted => "deleted",
        Reason::NotHere => "not_here",
        Reason::StageNeeds => "stage_needs",
        Reason::MustBeFilled => "must_be_filled",
        Reason::GoesNotWith => "goes_not_with",
        Reason::AgainstRule(_) => "against_rule",
        Reason::BadFormula(fault) => formula_key(fault),
        Reason::AlreadyConverted => "already_converted",
        Reason::StorageClosed => "storage_closed",
        Reason::StorageFull => "storage_full",
        Reason::UnreadableFile => "unreadable_file",
        Reason::NothingToDo => "nothing_to_do",
        Reason::Defect => "defect",
        Reason::NoAccess => "no_access",
        Reason::NoCreate => "no_create",
        Reason::NoExport => "no_export",
        Reason::TooManyExports => "too_many_exports",
        Reason::Locked => "locked",
        Reason::WrongPin => "wrong_pin",
        Reason::PinWaits => "pin_waits",
        Reason::BadPin => "bad_pin",
        Reason::NoPinHere => "no_pin_here",
        Reason::NoEncryptionHere => "no_encryption_here",
        Reason::WrongPasskey => "wrong_passkey",
    }
}

/// The key of a misunderstood input in `objects.json`.
pub const fn bad_input_key(bad: BadInput) -> &'static str {
    match bad {
        BadInput::Malformed => "malformed",
        BadInput::TooLong => "too_long",
        BadInput::NoSuchDate => "no_such_date",
        BadInput::UnknownChoice => "unknown_choice",
        BadInput::NotTyped => "not_typed",
    }
}
