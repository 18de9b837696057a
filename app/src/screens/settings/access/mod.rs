//! Who sees what: administrators change a draft of the policy and put it in force as a whole.

mod audience;
mod hand_over;
mod people;
mod profiles;
mod reasons;
mod roles;
mod rules;
mod seeing;
mod territories;
mod window;

pub use window::record_access;

use super::{part, unanswered};
use crate::components::{Button, Variant};
use crate::icons::{Icon, IconView};
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crate::state::say;
use crate::words::{access as text, common, t};
use crm_accounts::{AccountError, PolicyInForce};
use crm_core::policy::Policy;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// A policy that is being changed.
#[derive(Clone, Copy)]
struct Draft {
    /// What the relay has: its version and the policy.
    known: RwSignal<Option<(Option<i64>, Policy)>>,
    /// The policy as it is to be.
    policy: RwSignal<Policy>,
    /// Changes that are not in force.
    changes: RwSignal<u32>,
    failure: RwSignal<Option<AccountError>>,
}

impl Draft {
    fn new() -> Self {
        let (known, policy) = (RwSignal::new(None), RwSignal::new(Policy::default()));
        Self { known, policy, changes: RwSignal::new(0), failure: RwSignal::new(None) }
    }

    /// Changes the draft; what changes nothing does not count.
    fn change(self, change: impl FnOnce(&mut Policy)) {
        let before = self.policy.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if before != after {
            self.policy.set(after);
            self.changes.update(|changes| *changes += 1);
        }
    }

    /// Something of the draft, followed.
    fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Policy) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.policy.with(&read))
    }

    fn take_in(self, answer: Result<PolicyInForce, AccountError>) {
        let policy = answer.and_then(|found| match serde_json::from_str::<Policy>(&found.policy) {
            Ok(policy) => Ok((found.place, policy)),
            Err(_) => Err(AccountError::Fault),
        });
        match policy {
            Ok((place, policy)) => {
                self.policy.set(policy.clone());
                self.known.set(Some((place, policy)));
                self.changes.set(0);
                self.failure.set(None);
            }
            Err(error) => self.failure.set(Some(error)),
        }
    }

    fn load(self) {
        spawn_local(async move {
            let answer = crm_accounts::policy().await;
            // The screen may be gone by now.
            if self.known.try_get_untracked().is_some() {
                self.take_in(answer);
            }
        });
    }

    fn put_in_force(self) {
        let Some((place, _)) = self.known.get_untracked() else { return };
        let Ok(policy) = serde_json::to_string(&self.policy.get_untracked()) else { return };
        spawn_local(async move {
            let answer = crm_accounts::set_policy(place, policy).await;
            if answer.is_ok() {
                say(text::IN_FORCE.now());
            }
            if self.known.try_get_untracked().is_some() {
                self.take_in(answer);
            }
        });
    }
}

/// The panel.
pub(super) fn access() -> AnyView {
    let draft = Draft::new();
    draft.load();
    let there = Memo::new(move |_| draft.known.with(Option::is_some));
    let shown = move || match (there.get(), draft.failure.get()) {
        (true, _) => view! {
            {bar(draft)}
            {part("open", text::OPEN_TITLE, open(draft))}
            {part("standing", text::PEOPLE, people::people(draft))}
            {part("profiles", text::PROFILES, profiles::profiles(draft))}
            {part("roles", text::ROLES, roles::roles(draft))}
            {part("territories", text::TERRITORIES, territories::territories(draft))}
            {part("rules", text::RULES, rules::rules(draft))}
            {part("see-as", text::SEE_AS, seeing::seeing(draft))}
        }
        .into_any(),
        (false, None) => awaiting(),
        (false, Some(error)) => failed(&error, draft),
    };
    view! { <div class="access">{shown}</div> }.into_any()
}

fn failed(error: &AccountError, draft: Draft) -> AnyView {
    let sentence = if *error == AccountError::Unreachable {
        text::LOADING_FAILED.now().to_owned()
    } else {
        explain_account(error)
    };
    view! {
        <section class="panel">{unanswered(sentence, move || draft.load())}</section>
    }
    .into_any()
}

/// What is not in force yet, and what became of the last try.
fn bar(draft: Draft) -> AnyView {
    let changed = Memo::new(move |_| draft.changes.get());
    let failure = move || draft.failure.with(|failure| failure.as_ref().map(explain_account));
    let discard = move || {
        if let Some((_, policy)) = draft.known.get_untracked() {
            draft.policy.set(policy);
            draft.changes.set(0);
            draft.failure.set(None);
        }
    };
    let stale = Memo::new(move |_| matches!(draft.failure.get(), Some(AccountError::PolicyStale)));
    let bar = move || {
        (changed.get() > 0).then(|| {
            view! {
                <div class="access-bar" role="status">
                    <span class="access-bar-text">{move || text::not_in_force(changed.get().into())}</span>
                    <Button label=t(text::DISCARD) on_press=discard/>
                    <Button label=t(text::PUT_IN_FORCE) variant=Variant::Primary on_press=move || draft.put_in_force()/>
                </div>
            }
        })
    };
    view! {
        {bar}
        <p class="form-failure" role="alert">{failure}</p>
        {move || stale.get().then(|| view! {
            <Button label=t(common::TRY_AGAIN) icon=Icon::RefreshCw on_press=move || draft.load()/>
        })}
    }
    .into_any()
}

fn open(draft: Draft) -> AnyView {
    let open = draft.read(|policy| policy.open);
    view! {
        {tick("access-open".to_owned(), t(text::OPEN), open.into(), move |open| draft.change(|policy| policy.open = open))}
        <p class="access-hint">{t(text::OPEN_TEXT)}</p>
    }
    .into_any()
}

/// A box to tick, with its words.
pub(super) fn tick(
    id: String,
    label: impl IntoAny,
    value: Signal<bool>,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    ticked(id, label.into_any(), value, Box::new(set))
}

// Not generic: its code would be in the module once for each box.
fn ticked(id: String, label: AnyView, value: Signal<bool>, set: Box<dyn Fn(bool)>) -> AnyView {
    let target = id.clone();
    view! {
        <span class="access-tick">
            <input type="checkbox" id=id prop:checked=value
                on:change=move |event| set(event_target_checked(&event))/>
            <label for=target>{label}</label>
        </span>
    }
    .into_any()
}

/// A labelled choice of one value; `hidden` labels are read only.
fn pick(
    id: String,
    label: impl IntoAny,
    options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    picked(id, label.into_any(), (options, value), Box::new(choose))
}

// Not generic, either.
fn picked(
    id: String,
    label: AnyView,
    (options, value): (Signal<Vec<(String, String)>>, Signal<String>),
    choose: Box<dyn Fn(String)>,
) -> AnyView {
    let target = id.clone();
    let change = move |event: leptos::ev::Event| {
        choose(event_target_value(&event));
        // What only adds something goes back to nothing chosen.
        if value.with_untracked(String::is_empty) {
            let select =
                event.target().and_then(|select| select.dyn_into::<web_sys::HtmlSelectElement>().ok());
            select.inspect(|select| select.set_selected_index(0));
        }
    };
    view! {
        <span class="input-field">
            <label class="input-label" for=target>{label}</label>
            <span class="select-box">
                <select class="input select" id=id on:change=change>
                    {move || options.get().into_iter().map(|(option, label)| {
                        let chosen = option.clone();
                        view! { <option value=option prop:selected=move || value.get() == chosen>{label}</option> }
                    }).collect_view()}
                </select>
                <IconView icon=Icon::ChevronDown/>
            </span>
        </span>
    }
    .into_any()
}

/// A name that is typed; it counts when the field is left.
fn name(id: String, value: Signal<String>, set: impl Fn(String) + 'static) -> AnyView {
    let target = id.clone();
    view! {
        <span class="input-field">
            <label class="input-label" for=target>{t(text::NAME)}</label>
            <input class="input" id=id maxlength="100" prop:value=value
                on:change=move |event| set(event_target_value(&event).trim().to_owned())/>
        </span>
    }
    .into_any()
}
