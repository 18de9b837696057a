//! What a new person sees before the screens have started: the first run as the app draws it, already readable.
//!
//! Whoever presses one of its buttons meanwhile is heard when the app has started (`public/boot.js`).

use leptos::prelude::*;
use std::collections::BTreeMap;

/// The locale files of the app that hold its words.
const WORDS: [(&str, &str); 2] = [
    ("en", include_str!("../../app/locales/en/account.json")),
    ("bn", include_str!("../../app/locales/bn/account.json")),
];

/// A language in which the first page can be served.
pub struct Welcome {
    /// Its tag.
    pub tag: &'static str,
    words: BTreeMap<String, String>,
}

impl Welcome {
    /// Every language, the one for everybody else first.
    pub fn all() -> Vec<Self> {
        let read = |(tag, json): (&'static str, &str)| Self {
            tag,
            words: serde_json::from_str(json).expect("the app builds from these files, too"),
        };
        WORDS.map(read).into()
    }

    fn word(&self, key: &str) -> String {
        self.words.get(key).cloned().unwrap_or_default()
    }

    /// The page; `app/src/screens/account/first_run.rs` draws the same.
    pub fn view(&self) -> AnyView {
        let ways = [("sample", "star"), ("empty", "pencil"), ("template", "kanban"), ("bring", "upload")];
        let ways = ways.map(|(way, icon)| self.way(way, icon));
        let language = |tag: &'static str, word: &str| {
            let pressed = (tag == self.tag).to_string();
            view! {
                <button type="button" class="chip" lang=tag aria-pressed=pressed data-early=format!("language-{tag}")>
                    {self.word(word)}
                </button>
            }
        };
        view! {
            <div class="frame shell-welcome">
                <div class="page">
                    <header class="top-bar">
                        <div class="top-title"><h1 class="top-heading">{self.word("welcome")}</h1></div>
                    </header>
                    <main class="main">
                        <section class="account-page">
                            <img class="account-mark" src="/icons/icon.svg" alt="" width="56" height="56"/>
                            <p class="account-lead">{self.word("lead")}</p>
                            <div class="account-choices">
                                {ways}
                                <p class="account-hint">{self.word("here_only")}</p>
                            </div>
                            <section class="account-choice">
                                <h2>{self.word("team")}</h2>
                                <p>{self.word("team_text")}</p>
                                <div class="account-buttons">
                                    <a class="button" data-variant="secondary" href="/login">{self.word("log_in")}</a>
                                </div>
                                <p class="account-hint">{self.word("set_up_hint")}</p>
                            </section>
                            <div class="account-languages" role="group" aria-label=self.word("language")>
                                {language("en", "english")}
                                {language("bn", "bengali")}
                            </div>
                        </section>
                    </main>
                </div>
            </div>
        }
        .into_any()
    }

    fn way(&self, way: &str, icon: &str) -> AnyView {
        let picture = |name: &str, side: &'static str| {
            let href = format!("#i-{name}");
            view! { <svg class="icon" width=side height=side aria-hidden="true"><use href=href></use></svg> }
        };
        view! {
            <button type="button" class="account-choice account-way" data-early=way.to_owned()>
                {picture(icon, "24")}
                <span class="account-way-name">{self.word(way)}</span>
                <span class="account-way-text">{self.word(&format!("{way}_text"))}</span>
                {picture("chevron-right", "20")}
            </button>
        }
        .into_any()
    }
}

/// The place of the language that somebody prefers among [`Welcome::all`], by the first tag of `Accept-Language` as the
/// app goes by the first of `navigator.languages`.
pub fn preferred(accepted: Option<&str>) -> usize {
    let first = accepted.and_then(|accepted| accepted.split([',', ';']).next()).unwrap_or_default().trim();
    let language = first.split('-').next().unwrap_or_default();
    WORDS.iter().position(|(tag, _)| tag.eq_ignore_ascii_case(language)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::preferred;

    #[test]
    fn the_first_language_of_the_browser_counts() {
        for (accepted, place) in
            [("bn-BD,bn;q=0.9,en;q=0.8", 1), ("en-GB,bn;q=0.9", 0), ("BN", 1), ("bnt", 0), ("de", 0), ("", 0)]
        {
            assert_eq!(preferred(Some(accepted)), place, "{accepted}");
        }
        assert_eq!(preferred(None), 0);
    }
}
