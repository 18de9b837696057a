//! Who the person is to the relay: name, e-mail address, password.

use crate::components::{Input, InputKind, Variant};
use crate::screens::account::{explain_own, form, form_with};
use crate::state::{app, hear_session, say};
use crate::words::{account, settings as text, t};
use leptos::prelude::*;

/// The panel.
pub fn profile() -> AnyView {
    let session = app().session.get_untracked();
    let (known_name, known_email) = session.map(|session| (session.name, session.email)).unwrap_or_default();
    let (name, email) = (RwSignal::new(known_name), RwSignal::new(known_email));
    let save = move || async move {
        let session = crm_accounts::change_profile(name.get_untracked(), email.get_untracked()).await?;
        hear_session(session);
        say(text::PROFILE_SAVED.now());
        Ok(())
    };
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let change = move || async move {
        crm_accounts::change_password(old.get_untracked(), new.get_untracked()).await?;
        let _ = old.try_set(String::new());
        let _ = new.try_set(String::new());
        say(text::PASSWORD_CHANGED.now());
        Ok(())
    };
    let who = view! {
        <Input label=t(account::NAME) id="name" value=name autocomplete="name"/>
        <Input label=t(account::EMAIL) id="email" value=email kind=InputKind::Email autocomplete="email"/>
    }
    .into_any();
    let secret = view! {
        <Input label=t(text::OLD_PASSWORD) id="old" value=old kind=InputKind::Password autocomplete="current-password"/>
        <Input label=t(text::NEW_PASSWORD) id="new" value=new kind=InputKind::Password autocomplete="new-password"
            hint=t(account::PASSWORD_HINT)/>
    }
    .into_any();
    let secret = form_with(secret, (text::CHANGE_PASSWORD, Variant::Primary), explain_own, change);
    view! {
        <section class="panel" data-setting="profile"><h3>{t(text::PROFILE)}</h3>{form(who, text::SAVE_PROFILE, save)}</section>
        <section class="panel" data-setting="password"><h3>{t(text::PASSWORD)}</h3>{secret}</section>
    }
    .into_any()
}
