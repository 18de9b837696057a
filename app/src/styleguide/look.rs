//! How the page looks: theme, language, direction, and which story; taken from the address and written back.

use super::longer;
use crate::browser;
use crate::state::{Theme, app};
use leptos::prelude::*;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Bengali.
    Bengali,
    /// English, every sentence longer.
    Longer,
}

impl Language {
    const ALL: [Self; 3] = [Self::English, Self::Bengali, Self::Longer];

    /// Its name in the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Bengali => "bn",
            Self::Longer => "long",
        }
    }

    /// The language that the words are in.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English | Self::Longer => "en",
            Self::Bengali => "bn",
        }
    }
}

/// How the page looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// The language.
    pub language: Language,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
    /// The only story shown; all where empty.
    pub story: String,
}

impl Look {
    /// What the address says: `?theme=dark&language=bn&dir=rtl&story=table`.
    pub fn of_address() -> Self {
        Self::of_query(&browser::window().location().search().unwrap_or_default())
    }

    fn of_query(query: &str) -> Self {
        let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        let mut look = Self {
            theme: Theme::System,
            language: Language::English,
            right_to_left: false,
            story: String::new(),
        };
        for (name, value) in pairs {
            match name {
                "theme" => {
                    look.theme = THEMES.into_iter().find(|theme| theme.name() == value).unwrap_or(look.theme)
                }
                "language" => {
                    let known = Language::ALL.into_iter().find(|language| language.name() == value);
                    look.language = known.unwrap_or(look.language);
                }
                "dir" => look.right_to_left = value == "rtl",
                "story" => value.clone_into(&mut look.story),
                _ => {}
            }
        }
        look
    }

    /// The address of the page that looks so.
    pub fn address(&self) -> String {
        let dir = direction(self.right_to_left);
        let (theme, language, story) = (self.theme.name(), self.language.name(), &self.story);
        let story = if story.is_empty() { String::new() } else { format!("&story={story}") };
        format!("/styleguide?theme={theme}&language={language}&dir={dir}{story}")
    }

    /// Makes the page look so; what it was before stays kept on the device.
    pub fn apply(&self) {
        longer::switch(self.language == Language::Longer);
        let (language, theme) = (self.language.tag().to_owned(), self.theme);
        let bengali_digits = self.language == Language::Bengali;
        app().settings.update(|settings| {
            settings.language = language;
            settings.theme = theme;
            settings.bengali_digits = bengali_digits;
        });
        app().settings.get_untracked().apply();
        if let Some(page) = browser::document().document_element() {
            let _ = page.set_attribute("dir", direction(self.right_to_left));
        }
        if let Ok(history) = browser::window().history() {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&self.address()));
        }
    }
}

const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

/// The value of `dir`.
pub const fn direction(right_to_left: bool) -> &'static str {
    if right_to_left { "rtl" } else { "ltr" }
}

/// The switches at the head of the page.
pub fn switches(look: RwSignal<Look>) -> AnyView {
    let themes = THEMES.map(|theme| {
        let own = move || look.with(|look| look.theme == theme);
        switch(theme.name(), own, move || look.update(|look| look.theme = theme))
    });
    let languages = Language::ALL.map(|language| {
        let own = move || look.with(|look| look.language == language);
        switch(language.name(), own, move || look.update(|look| look.language = language))
    });
    let directions = [false, true].map(|right_to_left| {
        let own = move || look.with(|look| look.right_to_left == right_to_left);
        switch(direction(right_to_left), own, move || look.update(|look| look.right_to_left = right_to_left))
    });
    view! {
        <div class="guide-switches">
            <div class="cluster" role="group" aria-label="Theme">{themes.collect_view()}</div>
            <div class="cluster" role="group" aria-label="Language">{languages.collect_view()}</div>
            <div class="cluster" role="group" aria-label="Direction">{directions.collect_view()}</div>
        </div>
    }
    .into_any()
}

fn switch(
    name: &'static str,
    on: impl Fn() -> bool + Send + Sync + 'static,
    press: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    view! {
        <button type="button" class="chip" aria-pressed=move || on().to_string() on:click=move |_| press()>{name}</button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Language, Look};
    use crate::state::Theme;

    #[test]
    fn an_address_says_how_the_page_looks() {
        let look = Look::of_query("?theme=dark&language=bn&dir=rtl&story=table&x=y");
        assert_eq!((look.theme, look.language, look.right_to_left), (Theme::Dark, Language::Bengali, true));
        assert_eq!(look.address(), "/styleguide?theme=dark&language=bn&dir=rtl&story=table");
        assert_eq!(Look::of_query("").address(), "/styleguide?theme=system&language=en&dir=ltr");
    }
}
