//! One line of text.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::words::{Locale, locale};
use crm_core::value::Value;
use leptos::prelude::*;

/// One line of text.
pub(super) struct TextView;

impl FieldView for TextView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        if let Value::Text(text) = shown.value { Some(plain_written(text)) } else { None }
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Text, typed(&edit))
    }
}

/// Text that a person wrote, marked with its language where that is not the page's; whoever shows it follows that.
pub fn written(text: &str) -> AnyView {
    plain_written(text).view()
}

/// The same as markup.
pub fn plain_written(text: &str) -> Plain {
    let lang = language(text).filter(|own| *own != locale()).map(Locale::tag);
    Plain::text("span", text).with("class", "written").with_some("lang", lang)
}

/// The language whose letters the text is written in; `None` where it has none.
fn language(text: &str) -> Option<Locale> {
    text.chars().find_map(|letter| match letter {
        '\u{0985}'..='\u{09E1}' => Some(Locale::Bengali),
        letter if letter.is_ascii_alphabetic() => Some(Locale::English),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Locale, language};

    #[test]
    fn the_first_letter_names_the_language() {
        assert_eq!(language("রিনা Akter"), Some(Locale::Bengali));
        assert_eq!(language("017 Rina"), Some(Locale::English));
        assert_eq!(language("০১৭ +"), None);
    }
}
