//! What a story is: a component, what its keys do, and how it looks in each of its states.

use super::longer;
use crate::components::Keys;
use crate::words::{Locale, locale};
use leptos::prelude::*;

/// A component with everything that can be seen of it.
pub struct Story {
    /// The name of its file in `app/src/components`, or of its kind of field.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub says: &'static str,
    /// What keys do.
    pub keys: Keys,
    /// What pointing at it and focusing it does.
    pub touch: &'static str,
    /// Its states; made anew for each language.
    pub states: fn() -> Vec<State>,
}

/// A component in one state.
pub struct State {
    /// The state.
    pub name: &'static str,
    /// The component.
    pub view: AnyView,
    /// Whether the stage has a height of its own, for what fills its place or stands at its edge.
    pub tall: bool,
    /// What is typed into the first field after it is drawn, so that it says what is wrong.
    pub typed: Option<&'static str>,
}

/// A component in a state.
pub fn state(name: &'static str, view: impl IntoAny) -> State {
    State { name, view: view.into_any(), tall: false, typed: None }
}

impl State {
    /// The same on a stage with a height of its own.
    #[must_use]
    pub fn tall(mut self) -> Self {
        self.tall = true;
        self
    }

    /// The same after somebody typed this and left the field.
    #[must_use]
    pub fn typed(mut self, text: &'static str) -> Self {
        self.typed = Some(text);
        self
    }
}

/// Made-up words in the language of the page.
pub fn sample(english: &'static str, bengali: &'static str) -> String {
    let words = match locale() {
        Locale::English => english,
        Locale::Bengali => bengali,
    };
    longer::drawn(words).to_owned()
}

/// A name as long as names get.
pub fn long_name() -> String {
    sample(
        "Bangladesh Inland Water Transport Corporation Employees’ Cooperative Housing Society Limited",
        "বাংলাদেশ অভ্যন্তরীণ নৌপরিবহন কর্পোরেশন কর্মকর্তা-কর্মচারী সমবায় গৃহনির্মাণ সমিতি লিমিটেড",
    )
}

/// A sentence as long as sentences get.
pub fn long_sentence() -> String {
    sample(
        "The quotation for the second delivery was sent on Thursday; the purchasing department answers after the holidays.",
        "দ্বিতীয় চালানের দরপত্র বৃহস্পতিবার পাঠানো হয়েছে; ছুটির পরে ক্রয় বিভাগ তাদের সিদ্ধান্ত জানাবে বলে কথা দিয়েছে।",
    )
}

/// Does nothing: the stories only show.
pub fn nothing() -> Callback<()> {
    Callback::new(|()| {})
}
