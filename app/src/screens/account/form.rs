//! What the forms of the way in share: the press that waits for the relay, and the sentence when it says no.

use crate::components::{Button, Variant};
use crate::state::app;
use crate::words::{self, Word, access, account, passkeys, t};
use crm_accounts::{AccountError, OneTimeLink, Session};
use crm_core::policy::Fault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// What a form does when it is sent, on its way.
type Working = Pin<Box<dyn Future<Output = Result<(), AccountError>>>>;

/// The sentence of a failed account function.
pub fn explain_account(error: &AccountError) -> String {
    match error {
        AccountError::WrongCredentials => account::WRONG_CREDENTIALS,
        AccountError::SignedOut => account::SIGNED_OUT,
        AccountError::Forbidden => account::FORBIDDEN,
        AccountError::BadLink => account::BAD_LINK,
        AccountError::EmailTaken => account::EMAIL_TAKEN,
        AccountError::BadEmail => account::BAD_EMAIL,
        AccountError::BadPassword => account::BAD_PASSWORD,
        AccountError::BadName => account::BAD_NAME,
        AccountError::TooManyTries(seconds) => {
            return account::too_many_tries(&words::number(u64::from(*seconds)));
        }
        AccountError::Unreachable => account::UNREACHABLE,
        AccountError::Fault => account::FAULT,
        AccountError::PolicyStale => access::STALE,
        AccountError::PolicyFault(found) => fault(found),
        AccountError::SecondStep(_) => account::CODE_NEEDED,
        AccountError::Held => account::HELD,
        AccountError::WrongCode => account::WRONG_CODE,
        AccountError::StepOver => account::STEP_OVER,
        AccountError::BadLease => account::BAD_LEASE,
        AccountError::BadPasskey => passkeys::UNKNOWN,
        AccountError::NoPasskeys => passkeys::NOT_HERE,
        AccountError::TooManyPasskeys => passkeys::TOO_MANY,
        AccountError::PasskeyStopped => passkeys::STOPPED,
        AccountError::PasskeyThere => passkeys::THERE,
    }
    .now()
    .to_owned()
}

/// What is wrong with a policy.
fn fault(found: &str) -> Word {
    match serde_json::from_str(found) {
        Ok(Fault::TooMany) => access::FAULT_TOO_MANY,
        Ok(Fault::BadName) => access::FAULT_BAD_NAME,
        Ok(Fault::Twice) => access::FAULT_TWICE,
        Ok(Fault::Unknown) | Err(_) => access::FAULT_UNKNOWN,
        Ok(Fault::ProfileGone) => access::FAULT_PROFILE_GONE,
        Ok(Fault::RoleCircle(_)) => access::FAULT_ROLE_CIRCLE,
        Ok(Fault::TerritoryCircle(_)) => access::FAULT_TERRITORY_CIRCLE,
        Ok(Fault::BadCondition) => access::FAULT_BAD_CONDITION,
        Ok(Fault::CannotHide(..)) => access::FAULT_CANNOT_HIDE,
        Ok(Fault::HiddenCondition(..)) => access::FAULT_HIDDEN_CONDITION,
        Ok(Fault::NoAdministrator) => access::FAULT_NO_ADMINISTRATOR,
    }
}

/// The sentence of a failure where only the password was asked for.
pub fn explain_own(error: &AccountError) -> String {
    if *error == AccountError::WrongCredentials {
        return account::WRONG_PASSWORD.now().to_owned();
    }
    explain_account(error)
}

/// A form whose button waits for the relay. Failures stand above the button and are read out.
pub fn form<Work: Future<Output = Result<(), AccountError>> + 'static>(
    inputs: AnyView,
    button: Word,
    work: impl Fn() -> Work + 'static,
) -> AnyView {
    form_with(inputs, (button, Variant::Primary), explain_account, work)
}

/// The same with a button of another kind, or other sentences for failures.
pub fn form_with<Work: Future<Output = Result<(), AccountError>> + 'static>(
    inputs: AnyView,
    button: (Word, Variant),
    explain: fn(&AccountError) -> String,
    work: impl Fn() -> Work + 'static,
) -> AnyView {
    drawn(inputs, button, explain, Box::new(move || Box::pin(work())))
}

/// Not generic: its code would be in the module once for each form.
fn drawn(
    inputs: AnyView,
    (button, variant): (Word, Variant),
    explain: fn(&AccountError) -> String,
    work: Box<dyn Fn() -> Working>,
) -> AnyView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<AccountError>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let work = work();
        spawn_local(async move {
            let outcome = work.await;
            // The screen may be left by what succeeded.
            let _ = busy.try_set(false);
            let _ = failure.try_set(outcome.err());
        });
    };
    view! {
        <form class="account-form" on:submit=submit novalidate=true>
            {inputs}
            <p class="form-failure" role="alert">{move || failure.with(|failure| failure.as_ref().map(explain))}</p>
            <Button label=t(button) variant=variant submit=true disabled=busy/>
        </form>
    }
    .into_any()
}

/// Who is logged in and known to be, as far as this page has heard.
pub fn who() -> Memo<Option<Session>> {
    Memo::new(|_| app().session.get().filter(|_| !app().signed_out.get()))
}

/// The token after `#` in the address; it never travels in a request's path.
pub fn token() -> String {
    let hash = crate::browser::window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// What the link of this page is good for, in a sentence: `good` where it is for this page. Why it is not is read out at
/// once.
pub fn link_lead(good: impl Fn(&OneTimeLink) -> Option<String> + Send + Sync + 'static) -> AnyView {
    let link = RwSignal::new(None::<Result<OneTimeLink, AccountError>>);
    let asked = token();
    spawn_local(async move {
        let answer = crm_accounts::one_time_link(asked).await;
        let _ = link.try_set(Some(answer));
    });
    let read = Memo::new(move |_| {
        link.with(|link| {
            link.as_ref().map(|link| match link {
                Ok(link) => good(link).ok_or_else(|| account::BAD_LINK.now().to_owned()),
                Err(error) => Err(explain_account(error)),
            })
        })
    });
    view! {
        <p class="account-lead" role="status">{move || read.get().and_then(Result::ok)}</p>
        <p class="form-failure" role="alert">{move || read.get().and_then(Result::err)}</p>
    }
    .into_any()
}
