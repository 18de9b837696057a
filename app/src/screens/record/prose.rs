//! A long text while it is written: every pause is saved as what changed, so that two people can write at once.

use super::Page;
use super::fact::Step;
use crate::components::NameArea;
use crate::engine_link;
use crate::fields::Field;
use crate::state::meant;
use crate::words::{record as text, t};
use crm_core::messages::Request;
use crm_core::value::Value;
use gloo_timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;

/// A pause in typing after which what was typed is saved.
const PAUSE_MS: u32 = 400;
/// How long typing without a pause may go unsaved.
const LONGEST_MS: f64 = 2_000.0;

/// What is typed, what of it was saved, and the clock until the next save.
struct Draft {
    /// The text from which the person's next letters start.
    base: String,
    text: String,
    /// When the first unsaved letter was typed.
    since: Option<f64>,
    timer: Option<Timeout>,
}

/// The editor of a long text in a fact's place.
pub(super) fn editor(
    page: Page,
    field: Field,
    step: RwSignal<Option<Step>>,
    touched: RwSignal<bool>,
    editing: RwSignal<bool>,
) -> AnyView {
    let key = field.definition.key;
    let stored = move || match page.value(key) {
        Some(Value::Text(text)) => text,
        _ => String::new(),
    };
    let start = untrack(stored);
    let draft =
        Rc::new(RefCell::new(Draft { base: start.clone(), text: start.clone(), since: None, timer: None }));
    let draft = StoredValue::new_local(draft);
    let own = RwSignal::new(start.clone());
    let flush = move || {
        if let Some(draft) = draft.try_get_value() {
            save(page, key, &draft, step, own);
        }
    };
    let typed = move |(text,): (String,)| {
        touched.set(true);
        let Some(draft) = draft.try_get_value() else { return };
        let now = js_sys::Date::now();
        let mut open = draft.borrow_mut();
        open.text = text;
        let since = *open.since.get_or_insert(now);
        let left = (LONGEST_MS - (now - since)).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2,000")]
        let wait = PAUSE_MS.min(left as u32);
        step.set(Some(Step::Asked));
        open.timer = Some(Timeout::new(wait, flush));
    };
    let leave = move |_| {
        flush();
        let _ = editing.try_set(false);
    };
    let keys = move |(event,): (leptos::ev::KeyboardEvent,)| {
        if event.key() == "Escape" || (event.key() == "Enter" && (event.ctrl_key() || event.meta_key())) {
            event.stop_propagation();
            event.prevent_default();
            leave(());
        }
    };
    let node = NodeRef::<html::Textarea>::new();
    Effect::new(move || {
        if let Some(area) = node.get() {
            let _ = area.focus();
        }
    });
    // What stands there now is neither what was typed here nor what it grew from: somebody else writes, too.
    let elsewhere = Memo::new(move |_| {
        let stored = stored();
        let known = own.get();
        let typed = draft.try_get_value().is_some_and(|draft| draft.borrow().text == stored);
        stored != known && !typed
    });
    on_cleanup(flush);
    view! {
        <div class="editor prose-editor">
            <NameArea label=field.label() id=format!("field-{key}") rows=6 node=node value=Signal::stored(start)
                names=meant on_input=typed on_key=keys on_leave=leave/>
            {move || elsewhere.get().then(|| view! {
                <p class="prose-note" role="status">{t(text::CHANGED_ELSEWHERE)}</p>
            })}
        </div>
    }
    .into_any()
}

/// Sends what was typed since the last save.
fn save(
    page: Page,
    key: &'static str,
    draft: &Rc<RefCell<Draft>>,
    step: RwSignal<Option<Step>>,
    own: RwSignal<String>,
) {
    let mut open = draft.borrow_mut();
    open.timer = None;
    open.since = None;
    if open.text == open.base {
        let _ = step.try_update(|step| {
            if *step == Some(Step::Asked) {
                *step = None
            }
        });
        return;
    }
    let (base, text) = (open.base.clone(), open.text.clone());
    open.base.clone_from(&text);
    drop(open);
    let _ = own.try_set(text.clone());
    let _ = step.try_set(Some(Step::Asked));
    let draft = draft.clone();
    let request = Request::Write { record: page.record, field: key.to_owned(), base, text: text.clone() };
    spawn_local(async move {
        let outcome = engine_link::ask(request).await;
        // Letters typed meanwhile are still to be saved.
        let settled = draft.borrow().text == text;
        match outcome {
            Ok(_) if settled => drop(step.try_set(Some(Step::Stored))),
            Ok(_) => {}
            Err(refusal) => {
                let _ = step.try_set(Some(Step::Refused));
                crate::state::say(&crate::state::explain(&refusal));
            }
        }
    });
}
