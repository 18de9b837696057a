//! Markup that nothing in it follows: what a cell shows, told as a value. Two of them are compared, and only what differs
//! is written into the page. A view of Leptos would do, but takes every attribute off and puts it on again.

use crate::browser;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use std::borrow::Cow;
use web_sys::Element;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element with its attributes and what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plain {
    tag: &'static str,
    attributes: Vec<(&'static str, Cow<'static, str>)>,
    content: Content,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Text(String),
    Parts(Vec<Plain>),
}

impl Plain {
    /// An element around a text.
    pub fn text(tag: &'static str, text: impl Into<String>) -> Self {
        Self { tag, attributes: Vec::new(), content: Content::Text(text.into()) }
    }

    /// An element around others.
    pub fn parts(tag: &'static str, parts: impl IntoIterator<Item = Self>) -> Self {
        Self { tag, attributes: Vec::new(), content: Content::Parts(parts.into_iter().collect()) }
    }

    /// The same with an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The same with an attribute where there is a value for it.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl Into<Cow<'static, str>>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The same as a view, for places that are not drawn again and again. There are words in it, no pictures.
    pub fn view(self) -> AnyView {
        let inner = match self.content {
            Content::Text(text) => text.into_any(),
            Content::Parts(parts) => parts.into_iter().map(Self::view).collect_view().into_any(),
        };
        let attribute = |(name, value): (&'static str, Cow<'static, str>)| {
            custom_attribute(name, value.into_owned()).into_any_attr()
        };
        let attributes: Vec<_> = self.attributes.into_iter().map(attribute).collect();
        if self.tag == "time" {
            view! { <time {..attributes}>{inner}</time> }.into_any()
        } else {
            view! { <span {..attributes}>{inner}</span> }.into_any()
        }
    }

    /// What it says, for a sentence: without decoration, parts one after another.
    pub fn said(&self) -> String {
        if self.value("aria-hidden").is_some() {
            return String::new();
        }
        match &self.content {
            Content::Text(text) => text.clone(),
            Content::Parts(parts) => {
                let said = parts.iter().map(Self::said).filter(|said| !said.is_empty());
                said.collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_ref())
    }

    fn make(&self) -> Option<Element> {
        let page = browser::document();
        let made = match self.tag {
            "svg" | "use" => page.create_element_ns(Some(SVG), self.tag),
            _ => page.create_element(self.tag),
        };
        let made = made.ok()?;
        for (name, value) in &self.attributes {
            set(&made, name, Some(value));
        }
        match &self.content {
            Content::Text(text) => made.set_text_content(Some(text)),
            Content::Parts(parts) => write(&made, &[], parts),
        }
        Some(made)
    }

    /// Makes an element that shows `before` show this.
    fn put_into(&self, element: &Element, before: &Self) {
        for (name, value) in &self.attributes {
            if before.value(name) != Some(value) {
                set(element, name, Some(value));
            }
        }
        for (name, _) in before.attributes.iter().filter(|(name, _)| self.value(name).is_none()) {
            set(element, name, None);
        }
        match (&before.content, &self.content) {
            (Content::Text(before), Content::Text(now)) if before == now => {}
            (Content::Text(_), Content::Text(now)) => match element.first_child() {
                Some(text) => text.set_node_value(Some(now)),
                None => element.set_text_content(Some(now)),
            },
            (Content::Parts(before), Content::Parts(now)) => write(element, before, now),
            (_, Content::Text(now)) => element.set_text_content(Some(now)),
            (_, Content::Parts(now)) => {
                element.set_text_content(None);
                write(element, &[], now);
            }
        }
    }
}

/// Makes what stands in an element, which is `before`, into `now`.
pub(super) fn write(parent: &Element, before: &[Plain], now: &[Plain]) {
    let mut child = parent.first_element_child();
    let mut before = before.iter();
    for now in now {
        match (child.take(), before.next()) {
            (Some(element), Some(before)) if before.tag == now.tag => {
                child = element.next_element_sibling();
                if before != now {
                    now.put_into(&element, before);
                }
            }
            (Some(element), Some(_)) => {
                child = element.next_element_sibling();
                if let Some(made) = now.make() {
                    // It fails only for an element that something else took out.
                    let _ = parent.replace_child(&made, &element);
                }
            }
            _ => {
                if let Some(made) = now.make() {
                    let _ = parent.append_child(&made);
                }
            }
        }
    }
    while let Some(rest) = child {
        child = rest.next_element_sibling();
        rest.remove();
    }
}

/// Gives an element an attribute, or takes it off.
pub(super) fn set(element: &Element, name: &str, value: Option<&str>) {
    // It fails only for a name that is none.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}
