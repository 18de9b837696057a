//! The second factor: an authenticator app beside the password, set up in three steps, and the codes for a lost phone.

use super::{part, unanswered};
use crate::browser;
use crate::components::{Button, CopyButton, Input, InputKind, Variant};
use crate::format;
use crate::icons::Icon;
use crate::screens::account::{explain_account, explain_own, form, form_with};
use crate::screens::awaiting;
use crate::screens::code::code;
use crate::state::say;
use crate::words::{account, common, security as text, settings, t};
use crm_accounts::{AccountError, Enrolment, SecondFactor};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the panel shows.
#[derive(Clone)]
enum Stage {
    /// The relay is asked.
    Asked,
    /// It did not answer as it should.
    Failed(AccountError),
    /// How things stand.
    Standing(SecondFactor),
    /// The password is asked for before this; and how things stand until then.
    Password(Purpose, SecondFactor),
    /// The secret is shown, and a first code of it awaited.
    Key(Enrolment),
    /// The recovery codes are shown, once.
    Codes(Vec<String>),
}

/// What the password is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    SetUp,
    NewCodes,
    SwitchOff,
}

type Shown = RwSignal<Stage>;

/// Where the focus goes when a form is over.
const PLACE: &str = "[data-setting=second-factor] button";

/// What a file of recovery codes is called.
const CODES_FILE: &str = "halkhata-codes.txt";

/// No second factor.
const NONE: SecondFactor = SecondFactor { since: None, codes_left: 0 };

/// The panel.
pub(super) fn second_factor() -> AnyView {
    let shown: Shown = RwSignal::new(Stage::Asked);
    load(shown);
    let content = move || match shown.get() {
        Stage::Asked => awaiting(),
        Stage::Failed(error) => unanswered(explain_account(&error), move || load(shown)),
        Stage::Standing(factor) => standing(factor, shown),
        Stage::Password(purpose, factor) => password(purpose, factor, shown),
        Stage::Key(enrolment) => key(enrolment, shown),
        Stage::Codes(codes) => recovery_codes(codes, shown),
    };
    part("second-factor", text::SECOND_FACTOR, content)
}

fn load(shown: Shown) {
    spawn_local(ask(shown));
}

async fn ask(shown: Shown) {
    let stage = match crm_accounts::second_factor().await {
        Ok(factor) => Stage::Standing(factor),
        Err(error) => Stage::Failed(error),
    };
    let _ = shown.try_set(stage);
}

/// Back to how things stood, at once; and to how they stand, should the answer to what was done have been lost.
fn back(before: SecondFactor, shown: Shown) {
    shown.set(Stage::Standing(before.clone()));
    browser::after(0, || browser::focus(PLACE));
    spawn_local(async move {
        let Ok(now) = crm_accounts::second_factor().await else { return };
        let waits = matches!(shown.try_get_untracked(), Some(Stage::Standing(shown)) if shown == before);
        if waits && now != before {
            let _ = shown.try_set(Stage::Standing(now));
        }
    });
}

fn standing(factor: SecondFactor, shown: Shown) -> AnyView {
    let left = u64::from(factor.codes_left);
    let since = factor.since;
    let factor = StoredValue::new(factor);
    let ask = move |purpose| move || shown.set(Stage::Password(purpose, factor.get_value()));
    match since {
        None => view! {
            <p>{t(text::FACTOR_TEXT)}</p>
            <Button label=t(text::FACTOR_SET_UP) icon=Icon::Smartphone on_press=ask(Purpose::SetUp)/>
        }
        .into_any(),
        Some(since) => view! {
            <p class="settings-value">{move || text::factor_on(&format::moment_full(since))}</p>
            <p>{move || text::codes_left(left)}</p>
            <div class="security-actions">
                <Button label=t(text::NEW_CODES) on_press=ask(Purpose::NewCodes)/>
                <Button label=t(text::FACTOR_OFF) variant=Variant::Danger on_press=ask(Purpose::SwitchOff)/>
            </div>
        }
        .into_any(),
    }
}

fn password(purpose: Purpose, before: SecondFactor, shown: Shown) -> AnyView {
    let typed = RwSignal::new(String::new());
    let work = move || async move {
        let password = typed.get_untracked();
        let next = match purpose {
            Purpose::SetUp => Stage::Key(crm_accounts::begin_second_factor(password).await?),
            Purpose::NewCodes => Stage::Codes(crm_accounts::new_recovery_codes(password).await?),
            Purpose::SwitchOff => {
                crm_accounts::end_second_factor(password).await?;
                say(text::FACTOR_ENDED.now());
                Stage::Standing(NONE)
            }
        };
        let over = matches!(next, Stage::Standing(_));
        // Codes are shown whatever was opened meanwhile: those of before are of no use any more.
        let open = matches!(shown.try_get_untracked(), Some(Stage::Password(asked, _)) if asked == purpose);
        if !open && !matches!(next, Stage::Codes(_)) {
            return Ok(());
        }
        if shown.try_set(next).is_none() && over {
            browser::after(0, || browser::focus(PLACE));
        }
        Ok(())
    };
    let (says, button) = match purpose {
        Purpose::SetUp => (text::FACTOR_TEXT, (text::GO_ON, Variant::Primary)),
        Purpose::NewCodes => (text::NEW_CODES_TEXT, (text::NEW_CODES, Variant::Primary)),
        Purpose::SwitchOff => (text::FACTOR_OFF_TEXT, (text::FACTOR_OFF, Variant::DangerSolid)),
    };
    let input = view! {
        <p>{t(says)}</p>
        <Input label=t(settings::OLD_PASSWORD) id="factor-password" value=typed kind=InputKind::Password
            autocomplete="current-password" first=true/>
    };
    with_way_back(form_with(input.into_any(), button, explain_own, work), before, shown)
}

fn key(enrolment: Enrolment, shown: Shown) -> AnyView {
    let typed = RwSignal::new(String::new());
    let work = move || async move {
        let codes = crm_accounts::confirm_second_factor(typed.get_untracked()).await?;
        let _ = shown.try_set(Stage::Codes(codes));
        Ok(())
    };
    let Enrolment { address, key } = enrolment;
    let (grouped, copied) = (in_groups(&key), key);
    let input = view! {
        <Input label=t(account::CODE) id="factor-code" value=typed kind=InputKind::Decimal
            autocomplete="one-time-code" hint=t(text::FIRST_CODE) first=true/>
    };
    view! {
        <p>{t(text::SCAN)}</p>
        {code(address, || text::SCAN_NAME.now().to_owned(), text::SCAN_OR, text::SCAN_OR)}
        <p class="security-key">
            <span class="security-code">{grouped}</span>
            <CopyButton text=move |()| copied.clone()/>
        </p>
        {with_way_back(form(input.into_any(), text::SWITCH_ON, work), NONE, shown)}
    }
    .into_any()
}

fn with_way_back(form: AnyView, before: SecondFactor, shown: Shown) -> AnyView {
    let before = StoredValue::new(before);
    let back = move || back(before.get_value(), shown);
    super::with_way_back(form, back)
}

fn recovery_codes(codes: Vec<String>, shown: Shown) -> AnyView {
    let all = codes.join("\n");
    let (copied, saved) = (all.clone(), all);
    let save = move || {
        browser::save_file(CODES_FILE, "text/plain", saved.as_bytes());
        say(&common::saved_as(CODES_FILE));
    };
    let kept = move || {
        spawn_local(async move {
            ask(shown).await;
            browser::after(0, || browser::focus(PLACE));
        });
    };
    // They come once: whoever listens hears of them first.
    browser::after(0, || browser::focus("#factor-codes"));
    let rows = codes.into_iter().map(|code| view! { <li class="security-code">{code}</li> });
    view! {
        <p id="factor-codes" tabindex="-1">{t(text::CODES_TEXT)}</p>
        <ul class="security-codes">{rows.collect_view()}</ul>
        <div class="security-actions">
            <CopyButton text=move |()| copied.clone()/>
            <Button label=t(text::SAVE_CODES) icon=Icon::Download on_press=save/>
            <Button label=t(text::CODES_KEPT) variant=Variant::Primary on_press=kept/>
        </div>
    }
    .into_any()
}

/// Four letters at a time, for eyes that copy.
fn in_groups(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_groups;

    #[test]
    fn a_key_is_read_in_groups_of_four() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_groups(""), "");
    }
}
