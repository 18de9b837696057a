//! A web address.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crm_core::value::Value;
use leptos::prelude::*;

/// A web address.
pub(super) struct UrlView;

impl FieldView for UrlView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Text(url) = shown.value else { return None };
        Some(Plain::text("span", bare(url).to_owned()))
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Text(url) = shown.value else { return ().into_any() };
        let text = bare(url).to_owned();
        match safe(url) {
            Some(href) => {
                view! { <a class="contact-link" href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
            }
            None => view! { <span>{url.clone()}</span> }.into_any(),
        }
    }

    fn editor(&self, edit: Edit) -> AnyView {
        line(&edit, InputKind::Url, typed(&edit))
    }
}

/// The address where it may become a link: only of the web. Mail and phone links are made by their own kinds.
fn safe(url: &str) -> Option<String> {
    let clean = !url.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") if clean => Some(url.to_owned()),
        None if clean && url.contains('.') && !url.contains(':') => Some(format!("https://{url}")),
        _ => None,
    }
}

/// The address as people say it.
fn bare(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::{bare, safe};

    #[test]
    fn only_web_addresses_become_links() {
        let cases = [
            ("https://padma.example/x", Some("https://padma.example/x")),
            ("HTTP://padma.example", Some("HTTP://padma.example")),
            ("padma.example", Some("https://padma.example")),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("data://text/html,x", None),
            ("javascript://a.b/%0aalert(1)", None),
            ("", None),
        ];
        for (url, expected) in cases {
            assert_eq!(safe(url).as_deref(), expected, "{url}");
        }
        assert_eq!(bare("https://www.padma.example/"), "padma.example");
    }
}
