//! API tokens: which there are, making one that is shown once, and taking one away.

use super::access::tick;
use super::{part, select, unanswered};
use crate::components::{Button, CopyButton, Dialog, DialogKind, EmptyState, Input, Variant};
use crate::format;
use crate::icons::Icon;
use crate::screens::account::{explain_account, form};
use crate::screens::awaiting;
use crate::state::{app, say};
use crate::words::{Word, common, t, tokens as text};
use crm_accounts::{AccountError, ApiToken, Teammate};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Listed = RwSignal<Option<Result<Vec<ApiToken>, AccountError>>>;

/// What a token may be allowed, as the relay calls it.
const SCOPES: [(&str, Word); 4] = [
    ("read", text::SCOPE_READ),
    ("create", text::SCOPE_CREATE),
    ("change", text::SCOPE_CHANGE),
    ("delete", text::SCOPE_DELETE),
];

/// The panels.
pub(super) fn tokens() -> AnyView {
    let listed: Listed = RwSignal::new(None);
    let asked = RwSignal::new(None::<ApiToken>);
    load(listed);
    let list = move || match listed.get() {
        None => awaiting(),
        Some(Err(error)) => unanswered(explain_account(&error), move || load(listed)),
        Some(Ok(tokens)) if tokens.is_empty() => {
            view! { <EmptyState icon=Icon::KeyRound heading=t(text::NONE) text=t(text::NONE_TEXT)/> }
                .into_any()
        }
        Some(Ok(tokens)) => {
            let rows = tokens.into_iter().map(|token| row(token, asked)).collect_view();
            view! { <ul class="token-list">{rows}</ul> }.into_any()
        }
    };
    view! {
        {part("make-token", text::MAKE, making(listed))}
        {part("tokens", text::LIST, list)}
        {question(asked, listed)}
    }
    .into_any()
}

fn load(listed: Listed) {
    spawn_local(async move {
        let answer = crm_accounts::api_tokens().await;
        let _ = listed.try_set(Some(answer));
    });
}

fn row(token: ApiToken, asked: RwSignal<Option<ApiToken>>) -> AnyView {
    let scopes = SCOPES.iter().filter(|(scope, _)| token.scopes.iter().any(|own| own == scope));
    let scopes = scopes.map(|(_, word)| word.now()).collect::<Vec<_>>().join(", ");
    let now = format::now();
    let ends = match token.expires {
        Some(end) if end <= now => text::row_ended(&format::moment_full(end)),
        Some(end) => text::row_ends(&format::moment_full(end)),
        None => text::NO_END.now().to_owned(),
    };
    let used = match token.last_used {
        Some(used) => text::row_used(&format::moment_full(used)),
        None => text::ROW_UNUSED.now().to_owned(),
    };
    let people = [text::row_as(&token.person_name), text::row_by(&token.made_by)].join(" · ");
    let label = text::revoke_named(&token.name);
    let name = token.name.clone();
    view! {
        <li class="token-row">
            <span class="token-name">{name}</span>
            <span class="token-rest">{scopes}</span>
            <span class="token-rest">{people}</span>
            <span class="token-rest">{[ends, used].join(" · ")}</span>
            <button type="button" class="button token-revoke" data-variant="danger" aria-label=label
                on:click=move |_| asked.set(Some(token.clone()))>
                <span class="button-label">{t(text::REVOKE)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// The window that asks before a token is taken away.
fn question(asked: RwSignal<Option<ApiToken>>, listed: Listed) -> AnyView {
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let close = move || asked.set(None);
    let go = move || {
        let Some(token) = asked.get_untracked() else { return };
        close();
        spawn_local(async move {
            match crm_accounts::revoke_api_token(token.id).await {
                Ok(()) => say(text::REVOKED.now()),
                Err(error) => say(&explain_account(&error)),
            }
            load(listed);
        });
    };
    let words = move || asked.with(|asked| asked.as_ref().map(|token| text::revoke_question(&token.name)));
    let footer = move || {
        view! {
            <Button label=t(common::CANCEL) on_press=close/>
            <Button label=t(text::REVOKE) variant=Variant::DangerSolid on_press=go/>
        }
    };
    view! {
        <Dialog open=open on_close=close title=|| text::REVOKE.now() kind=DialogKind::Ask footer=footer>
            <p>{words}</p>
        </Dialog>
    }
    .into_any()
}

/// The form, or the token that was just made.
fn making(listed: Listed) -> AnyView {
    let made = RwSignal::new(None::<(String, String)>);
    let people = RwSignal::new(Vec::<Teammate>::new());
    spawn_local(async move {
        let found = crm_accounts::teammates().await.unwrap_or_default();
        let _ = people.try_set(found);
    });
    let content = move || match made.get() {
        Some((name, token)) => shown_once(&name, token, made),
        None => blank(people, made, listed),
    };
    view! { <p>{t(text::LEAD)}</p>{content} }.into_any()
}

fn blank(
    people: RwSignal<Vec<Teammate>>,
    made: RwSignal<Option<(String, String)>>,
    listed: Listed,
) -> AnyView {
    let own = app().session.with_untracked(|session| session.as_ref().map(|own| own.person.clone()));
    let (name, person) = (RwSignal::new(String::new()), RwSignal::new(own.unwrap_or_default()));
    let days = RwSignal::new("365".to_owned());
    let chosen = RwSignal::new(vec!["read".to_owned()]);
    let nothing = RwSignal::new(false);
    let work = move || async move {
        let scopes = chosen.get_untracked();
        nothing.set(scopes.is_empty());
        if scopes.is_empty() {
            return Ok(());
        }
        let called = name.get_untracked().trim().to_owned();
        let lasts = days.get_untracked().parse().ok();
        let token =
            crm_accounts::make_api_token(called.clone(), person.get_untracked(), scopes, lasts).await?;
        let _ = made.try_set(Some((called, token.token)));
        load(listed);
        Ok(())
    };
    let members = Signal::derive(move || {
        let active = people.get().into_iter().filter(|person| person.active);
        active.map(|person| (person.person, person.name)).collect()
    });
    let spans = Signal::derive(|| {
        let spans =
            [("30", text::DAYS_30), ("90", text::DAYS_90), ("365", text::DAYS_365), ("", text::NO_END)];
        spans.map(|(days, word)| (days.to_owned(), word.now().to_owned())).to_vec()
    });
    let inputs = view! {
        <Input label=t(text::NAME) id="token-name" value=name hint=t(text::NAME_HINT)/>
        {select("token-person", text::ACTS_AS, members, person.into(), move |id| person.set(id))}
        {allowed(chosen)}
        <p class="form-failure" role="alert">{move || nothing.get().then(|| text::NOTHING_ALLOWED.now())}</p>
        {select("token-days", text::LASTS, spans, days.into(), move |span| days.set(span))}
    };
    form(inputs.into_any(), text::MAKE_BUTTON, work)
}

/// The boxes of what it may do.
fn allowed(chosen: RwSignal<Vec<String>>) -> AnyView {
    let boxes = SCOPES.map(|(scope, word)| {
        let has = Signal::derive(move || chosen.with(|chosen| chosen.iter().any(|one| one == scope)));
        let set = move |on: bool| {
            chosen.update(|chosen| {
                chosen.retain(|one| one != scope);
                if on {
                    chosen.push(scope.to_owned());
                }
            });
        };
        tick(format!("token-{scope}"), t(word), has, set)
    });
    view! {
        <fieldset class="token-scopes">
            <legend class="input-label">{t(text::MAY)}</legend>
            {boxes.into_iter().collect_view()}
        </fieldset>
    }
    .into_any()
}

fn shown_once(name: &str, token: String, made: RwSignal<Option<(String, String)>>) -> AnyView {
    let copied = token.clone();
    view! {
        <p class="token-name">{text::token_of(name)}</p>
        <p class="security-key">
            <code class="security-code" id="token-made">{token}</code>
            <CopyButton text=move |()| copied.clone()/>
        </p>
        <p role="status">{t(text::SHOWN_ONCE)}</p>
        <Button label=t(text::DONE) variant=Variant::Primary on_press=move || made.set(None)/>
    }
    .into_any()
}
