//! Edits that need attention: what was meant, why it is not in the team's book, and what can be done about it.

use crate::components::{Button, Variant};
use crate::fields::{self, Field, Shown, Titles};
use crate::state::{app, dispatch_undoable, dispatch_with, say};
use crate::words::{self, components, named, sync as text, t};
use crate::{browser, format, routes_to};
use crm_core::commands::Intent;
use crm_core::ids::RecordId;
use crm_core::messages::{RefusedEdit, RefusedField, Request, SyncView, Trouble};
use crm_core::value::{Link, Value};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The section of the Sync page; nothing where nothing needs attention.
pub(super) fn attention() -> AnyView {
    let edits = Memo::new(|_| shown(|sync| sync.refused.clone()));
    let none = Memo::new(move |_| edits.with(Vec::is_empty));
    // A card is drawn anew only when it changes, so that a press on one does not lose its place.
    let key = |edit: &RefusedEdit| {
        let can = &edit.remedies;
        (edit.key, edit.title.clone(), (can.open, can.send, can.restore), can.ask.clone())
    };
    let rest = move || {
        let (here, all) = (edits.with(Vec::len), shown(|sync| sync.refused_in_all));
        let count = |number: usize| words::number(u64::try_from(number).unwrap_or(u64::MAX));
        (usize::try_from(all).is_ok_and(|all| all > here)).then(|| {
            view! { <p>{text::attention_more(&words::number(u64::from(all)), &count(here))}</p> }
        })
    };
    let section = move || {
        view! {
            <section class="panel attention" aria-labelledby="attention-title">
                <h2 id="attention-title" tabindex="-1">{t(text::ATTENTION)}</h2>
                <p>{t(text::ATTENTION_TEXT)}</p>
                <ul class="attention-list">
                    <For each=move || edits.get() key=key children=|edit| card(&edit)/>
                </ul>
                {rest}
            </section>
        }
    };
    (move || (!none.get()).then(section)).into_any()
}

fn shown<T: Default>(read: impl Fn(&SyncView) -> T) -> T {
    app().sync.with(|sync| sync.as_ref().map(read).unwrap_or_default())
}

/// The name of an edit in the page.
fn id_of(edit: &RefusedEdit) -> String {
    edit.key.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn card(edit: &RefusedEdit) -> AnyView {
    let id = format!("attention-{}", id_of(edit));
    let (title, record) = (named(&edit.title), edit.link.record);
    let name = if edit.remedies.open {
        view! { <a href=routes_to::record(record)>{fields::written(&title)}</a> }.into_any()
    } else {
        fields::written(&title)
    };
    let (object, made) = (edit.link.object.clone(), edit.made);
    let titles = Titles::from(RwSignal::new(edit.titles.clone()));
    let lines = edit.fields.iter().filter_map(|field| line(&edit.link.object, field, titles));
    let (meant, why) = (edit.clone(), edit.why.clone());
    view! {
        <li class="attention-card" data-why=why_name(&edit.why)>
            <article aria-labelledby=id.clone()>
                <h3 id=id.clone() class="attention-name">{name}</h3>
                <p class="attention-about">
                    <span>{move || words::object_one(&object)}</span>
                    <time>{move || text::made_at(&format::moment(made))}</time>
                </p>
                {move || what(&meant).map(|what| view! { <p class="attention-what">{what}</p> })}
                <dl class="attention-fields">{lines.collect_view()}</dl>
                <p class="attention-why">{move || reason(&why)}</p>
                {actions(edit, &id)}
            </article>
        </li>
    }
    .into_any()
}

const fn why_name(why: &Trouble) -> &'static str {
    match why {
        Trouble::Refused(_) => "refused",
        Trouble::Deleted(_) => "deleted",
    }
}

/// Why it is here, in a sentence.
fn reason(why: &Trouble) -> String {
    match why {
        Trouble::Refused(reason) => words::relay_reason(reason),
        Trouble::Deleted(Some(name)) => text::record_deleted(name),
        Trouble::Deleted(None) => text::RECORD_DELETED_SOMEBODY.now().to_owned(),
    }
}

/// What was done, where the fields do not say it.
fn what(edit: &RefusedEdit) -> Option<String> {
    match edit.intent {
        Intent::Create => Some(text::was_new(&words::object_one(&edit.link.object))),
        Intent::Delete => Some(text::WAS_DELETION.now().to_owned()),
        Intent::Restore => Some(text::WAS_RESTORING.now().to_owned()),
        Intent::Move if edit.fields.is_empty() => Some(text::WAS_MOVED.now().to_owned()),
        Intent::Set
        | Intent::Write
        | Intent::Move
        | Intent::Complete
        | Intent::Convert
        | Intent::Resolve
        | Intent::Import
        | Intent::Undo => None,
        Intent::Merge => Some(text::WAS_MERGE.now().to_owned()),
    }
}

fn line(object: &str, told: &RefusedField, titles: Titles) -> Option<AnyView> {
    let field = Field::of(object, &told.field)?;
    let side = |value: &Option<Value>| match value {
        Some(value) => fields::cell(&Shown { field, value, titles }),
        None => view! { <span class="field-empty">{t(words::fields::EMPTY)}</span> }.into_any(),
    };
    let line = view! {
        <div class="attention-field" data-field=told.field.clone()>
            <dt>{move || field.label()}</dt>
            <dd>
                <span class="attention-before">{side(&told.before)}</span>
                <span class="visually-hidden">{t(words::record::BECAME)}</span>
                <span aria-hidden="true">"→"</span>
                <span class="attention-meant">{side(&told.meant)}</span>
            </dd>
        </div>
    };
    Some(line.into_any())
}

/// The buttons; before something is given up, what that means is said.
fn actions(edit: &RefusedEdit, id: &str) -> AnyView {
    let (sure, edit, id) = (RwSignal::new(false), edit.clone(), id.to_owned());
    let usual = remedies(&edit, &id, sure);
    let (record, key) = (edit.link.record, edit.key);
    let keep = move || sure.set(false);
    let surely = view! {
        <div class="attention-sure" hidden=move || !sure.get()>
            <p>{t(text::DISCARD_SURE)}</p>
            <div class="buttons">
                <Button label=t(text::DISCARD) variant=Variant::Danger
                    on_press=move || let_go(Request::Discard { record, key }, text::DISCARDED)/>
                <Button label=t(text::KEEP_EDIT) on_press=keep/>
            </div>
        </div>
    };
    view! { <div role="group" aria-labelledby=id>{usual}{surely}</div> }.into_any()
}

fn remedies(edit: &RefusedEdit, id: &str, sure: RwSignal<bool>) -> AnyView {
    let (record, key) = (edit.link.record, edit.key);
    let send = edit.remedies.send.then(|| {
        let press = move || let_go(Request::SendAgain { record, key }, text::SENT_AGAIN);
        view! { <Button label=t(text::SEND_AGAIN) variant=Variant::Primary on_press=press/> }
    });
    let restore = edit.remedies.restore.then(|| {
        let press = move || restore(record);
        view! { <Button label=t(text::RESTORE) variant=Variant::Primary on_press=press/> }
    });
    let ask = edit.remedies.ask.clone().map(|owner| {
        let (edit, name) = (edit.clone(), owner.clone());
        let label = move || text::ask_owner(&name);
        view! { <Button label=label on_press=move || ask(&edit, &owner)/> }
    });
    let copied = edit.clone();
    let deleted = matches!(edit.why, Trouble::Deleted(_));
    let discard = if deleted { text::KEEP_DELETED } else { text::DISCARD };
    let (scope, id) = (format!("[aria-labelledby=\"{id}\"] .attention-sure button"), id.to_owned());
    let give_up = move || {
        if deleted {
            // The edit stays in the record.
            return let_go(Request::Discard { record, key }, text::DISCARDED);
        }
        sure.set(true);
        let scope = scope.clone();
        browser::after(0, move || browser::focus(&scope));
    };
    view! {
        <div class="buttons" data-card=id>
            {send}{restore}
            <Button label=t(components::COPY) on_press=move || copy(&copied)/>
            {ask}
            <Button label=t(discard) variant=Variant::Quiet on_press=give_up/>
        </div>
    }
    .into_any()
}

/// Sends what takes the card away, and leads whoever uses keys to what is left.
fn let_go(request: Request, said: words::Word) {
    dispatch_with(request, move |outcome| {
        if outcome.is_ok() {
            say(said.now());
            browser::after(0, || browser::focus("#attention-title"));
        }
    });
}

fn restore(record: RecordId) {
    dispatch_undoable(Request::Restore { records: vec![record] }, || text::RESTORED.now().to_owned());
}

fn copy(edit: &RefusedEdit) {
    let words = as_text(edit);
    spawn_local(async move {
        if browser::copy(&words).await {
            say(components::COPIED.now());
        }
    });
}

/// A note on the record that names its owner, with what was meant.
fn ask(edit: &RefusedEdit, owner: &str) {
    let asked = text::ask_note(owner, &reason(&edit.why));
    let body = format!("{asked}\n{}", as_text(edit));
    let about = Link { object: edit.link.object.clone(), record: edit.link.record };
    let values =
        vec![("body".to_owned(), Some(Value::Text(body))), ("about".to_owned(), Some(Value::Link(about)))];
    let record = RecordId(browser::random());
    let owner = owner.to_owned();
    let request = Request::Begin { object: "note".to_owned(), record, values };
    dispatch_undoable(request, move || text::asked(&owner));
}

/// The edit as text: a line for each field.
fn as_text(edit: &RefusedEdit) -> String {
    let titles = Titles::from(RwSignal::new(edit.titles.clone()));
    let side = |field: Field, value: &Option<Value>| match value {
        Some(value) => fields::plain(&Shown { field, value, titles }),
        None => words::fields::EMPTY.now().to_owned(),
    };
    let line = |told: &RefusedField| {
        let field = Field::of(&edit.link.object, &told.field)?;
        let meant = side(field, &told.meant);
        Some(match &told.before {
            Some(_) => format!("{}: {} → {meant}", field.label(), side(field, &told.before)),
            None => format!("{}: {meant}", field.label()),
        })
    };
    let lines = edit.fields.iter().filter_map(line);
    [named(&edit.title)].into_iter().chain(what(edit)).chain(lines).collect::<Vec<_>>().join("\n")
}
