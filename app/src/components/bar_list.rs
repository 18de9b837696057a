//! Amounts beside each other as bars, each a way to what it counts.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it counts.
    pub label: String,
    /// Its hue.
    pub hue: u16,
    /// Its length from 0 to 1.
    pub share: f64,
    /// The amount in words.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// A list of bars.
#[component]
pub fn BarList(
    /// What the bars compare.
    #[prop(into)]
    label: TextProp,
    /// The bars.
    #[prop(into)]
    bars: Signal<Vec<Bar>>,
) -> impl IntoView {
    let one = |bar: Bar| {
        let width = format!("{:.1}%", bar.share.clamp(0.0, 1.0) * 100.0);
        view! {
            <li data-hue=bar.hue.to_string()>
                <a class="bar" href=bar.href>
                    <span class="bar-label">{bar.label}</span>
                    <span class="bar-track" aria-hidden="true">
                        <span class="bar-fill" style:inline-size=width></span>
                    </span>
                    <span class="bar-text number">{bar.text}</span>
                </a>
            </li>
        }
    };
    view! {
        <ul class="bar-list" aria-label=move || label.get().to_string()>
            {move || bars.get().into_iter().map(one).collect_view()}
        </ul>
    }
}
