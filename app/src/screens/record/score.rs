//! The score of a lead, and why it is so: each rule with its points.

use super::Page;
use crate::components::{Pill, Tone};
use crate::icons::{Icon, IconView};
use crate::screens::parts::part;
use crate::screens::score_words::{called, points};
use crate::state::shaping;
use crate::words::{scoring as text, t};
use crm_core::views::scoring::Score;
use leptos::prelude::*;

/// The score, which opens to what it is made of; nothing where the team has no rules.
pub(super) fn score(page: Page) -> AnyView {
    let now = Memo::new(move |_| page.with(|view| view.score.clone()).flatten());
    let there = Memo::new(move |_| now.with(Option::is_some));
    let total = move || now.with(|score| score.as_ref().map_or(0, |score| score.total));
    let label = move || text::score(&crate::format::number(f64::from(total())));
    let tone = move || if total() > 0 { Tone::Info } else { Tone::Neutral };
    // What it is made of is fetched when it is first asked for.
    let opened = RwSignal::new(false);
    let shown = move || {
        there.get().then(|| {
            view! {
                <details class="record-score" on:toggle=move |_| opened.set(true)>
                    <summary aria-label=move || format!("{}. {}", label(), text::WHY.now())>
                        {move || view! { <Pill label=label tone=tone()/> }}
                        <IconView icon=Icon::ChevronDown size=14/>
                    </summary>
                    {move || now.get().filter(|_| opened.get()).map(reasons)}
                </details>
            }
        })
    };
    shown.into_any()
}

part!(reasons, load_reasons, plans, why, score: Score);

fn why(score: Score) -> AnyView {
    if score.parts.is_empty() {
        return view! { <p class="score-why">{t(text::NO_POINTS)}</p> }.into_any();
    }
    let rules = shaping::score_rules();
    let part = |(value, given): (String, i32)| {
        let rule = rules.iter().find(|rule| rule.value == value);
        let name = rule.map_or_else(|| text::UNKNOWN_RULE.now().to_owned(), called);
        view! { <li><span>{name}</span><span class="score-points">{points(given)}</span></li> }
    };
    let parts = score.parts.into_iter().map(part).collect_view();
    view! { <ul class="score-why" aria-label=t(text::WHY)>{parts}</ul> }.into_any()
}
