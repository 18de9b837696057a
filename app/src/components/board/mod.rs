//! Columns of cards that are dragged from one to another with a mouse, a thumb or the keyboard.

mod drag;
mod edges;
pub(super) mod lifting;
mod places;

use super::Keys;
use crate::words::{components as words, t};
use drag::Drag;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[
    ("Enter", "opens the card"),
    ("Space", "lifts the card, and drops it"),
    ("Arrows", "to the card beside; with a lifted card its new place"),
    ("Escape", "puts a lifted card back"),
];

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Stored id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its hue.
    pub hue: u16,
    /// How many cards it has in all, in the person's digits.
    pub count: String,
    /// What they sum up to.
    pub sum: String,
    /// How many cards it has in all.
    pub total: u32,
    /// Whether it is narrow until it is pressed: the end of the way.
    pub rail: bool,
    /// The first cards.
    pub cards: Vec<Card>,
}

/// A card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The record.
    pub id: String,
    /// Its name, said while it is moved.
    pub title: String,
}

/// A card was put somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The record.
    pub record: String,
    /// The column.
    pub column: String,
    /// The card above its new place; `None` at the top.
    pub after: Option<String>,
}

/// A board.
#[component]
pub fn Board(
    /// Its id in the page.
    #[prop(into)]
    id: String,
    /// What it shows.
    #[prop(into)]
    label: TextProp,
    /// Its columns.
    #[prop(into)]
    lanes: Signal<Vec<Lane>>,
    /// The content of the card of a record; made once for each card.
    #[prop(into)]
    card: Callback<(String,), AnyView>,
    /// A card was put somewhere.
    #[prop(into)]
    on_move: Callback<(Move,)>,
    /// A card was pressed.
    #[prop(into)]
    on_open: Callback<(String,)>,
    /// More cards of a column are wanted.
    #[prop(into)]
    on_more: Callback<(String,)>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let drag = Drag::new(lanes, on_move, on_open, node);
    // On a phone one column is in view.
    let shown = RwSignal::new(String::new());
    let shown_now = Memo::new(move |_| {
        let chosen = shown.get();
        lanes.with(|lanes| {
            let known = lanes.iter().any(|lane| lane.id == chosen);
            if known { chosen } else { lanes.first().map(|lane| lane.id.clone()).unwrap_or_default() }
        })
    });
    let ids =
        Memo::new(move |_| lanes.with(|lanes| lanes.iter().map(|lane| lane.id.clone()).collect::<Vec<_>>()));
    let help = format!("{id}-help");
    let explained = StoredValue::new(help.clone());
    let lane = move |id: String| lane_view(id, lanes, card, drag, shown_now, on_more, explained);
    let ghost = move || {
        drag.lifting.lifted().filter(|_| drag.lifting.by_pointer()).map(|id| {
            view! {
                <div class="board-card board-ghost" aria-hidden="true" style:transform=move || drag.lifting.ghost_at()
                    style:inline-size=move || drag.lifting.ghost_width()>
                    {card.run((id,))}
                </div>
            }
        })
    };
    let tabs = move || {
        let tab = |lane: Lane| {
            let (id, own) = (lane.id.clone(), lane.id);
            view! {
                <button type="button" class="board-tab" data-hue=lane.hue.to_string()
                    aria-pressed=move || (shown_now.get() == own).to_string() on:click=move |_| shown.set(id.clone())>
                    <span class="board-tab-name">{lane.title}</span>
                    <span class="board-tab-count number">{lane.count}</span>
                </button>
            }
        };
        lanes.get().into_iter().map(tab).collect_view()
    };
    let name = label.clone();
    view! {
        <div class="board" id=id node_ref=node role="group" aria-label=move || name.get().to_string()
            data-dragging=move || drag.lifting.by_hand().then_some("true")
            on:pointerdown=move |event| drag.lifting.pointer_down(&event) on:pointermove=move |event| drag.pointer_move(&event)
            on:pointerup=move |_| drag.pointer_up() on:pointercancel=move |_| drag.cancel()
            on:touchmove=move |event| drag.lifting.hold_still(&event) on:contextmenu=move |event| drag.no_menu(&event)
            on:click=move |event| drag.click(&event) on:keydown=move |event| drag.key(&event)>
            <div class="board-tabs" role="group" aria-label=t(words::STEPS)>{tabs}</div>
            <div class="board-lanes"><For each=move || ids.get() key=Clone::clone children=lane/></div>
            {ghost}
            <p class="visually-hidden" id=help>{t(words::CARD_HELP)}</p>
            <p class="visually-hidden" aria-live="assertive">{move || drag.said()}</p>
        </div>
    }
}

fn lane_view(
    id: String,
    lanes: Signal<Vec<Lane>>,
    card: Callback<(String,), AnyView>,
    drag: Drag,
    shown: Memo<String>,
    on_more: Callback<(String,)>,
    explained: StoredValue<String>,
) -> AnyView {
    let own = id.clone();
    let lane = Memo::new(move |_| lanes.with(|lanes| lanes.iter().find(|lane| lane.id == own).cloned()));
    let of = move |read: fn(&Lane) -> String| {
        move || lane.with(|lane| lane.as_ref().map(read).unwrap_or_default())
    };
    let rail = move || lane.with(|lane| lane.as_ref().is_some_and(|lane| lane.rail));
    let open = RwSignal::new(false);
    let more_id = StoredValue::new(id.clone());
    let rest = Memo::new(move |_| {
        lane.with(|lane| {
            lane.as_ref()
                .map_or(0, |lane| lane.total.saturating_sub(u32::try_from(lane.cards.len()).unwrap_or(0)))
        })
    });
    let more = move || on_more.run((more_id.get_value(),));
    let near_end = move |event: leptos::ev::Event| {
        let list = event_target::<web_sys::HtmlElement>(&event);
        if rest.get_untracked() > 0 && list.scroll_top() + 2 * list.client_height() > list.scroll_height() {
            more();
        }
    };
    let cards = move || lane.with(|lane| lane.as_ref().map(|lane| lane.cards.clone()).unwrap_or_default());
    let (shown_id, drop_id, card_lane) = (id.clone(), id.clone(), id.clone());
    let one = move |entry: Card| card_view(entry, &card_lane, card, drag, explained);
    view! {
        <section class="lane" data-lane=id data-hue=of(|lane| lane.hue.to_string()) aria-label=of(|lane| lane.title.clone())
            data-rail=move || rail().then_some("true") data-open=move || open.get().then_some("true")
            data-shown=move || (shown.get() == shown_id).then_some("true")
            data-drop=move || drag.drops_first(&drop_id).then_some("first")>
            <header class="lane-head">
                <h2 class="lane-title">{of(|lane| lane.title.clone())}</h2>
                <span class="lane-count number">{of(|lane| lane.count.clone())}</span>
                <span class="lane-sum number">{of(|lane| lane.sum.clone())}</span>
                {move || rail().then(|| view! {
                    <button type="button" class="lane-open" aria-expanded=move || open.get().to_string()
                        aria-label=move || words::open_lane(&of(|lane| lane.title.clone())())
                        on:click=move |event| { open.update(|open| *open = !*open); bring_into_view(&event) }></button>
                })}
            </header>
            <ul class="lane-cards" on:scroll=near_end>
                <For each=cards key=|card| card.id.clone() children=one/>
                {move || (rest.get() > 0).then(|| view! {
                    <li><button type="button" class="lane-more" on:click=move |_| more()>
                        {move || words::show_more(u64::from(rest.get().min(50)))}
                    </button></li>
                })}
            </ul>
        </section>
    }
    .into_any()
}

/// An opened rail may reach over the edge of the board.
fn bring_into_view(event: &leptos::ev::MouseEvent) {
    let lane = event_target::<web_sys::Element>(event).closest(".lane").ok().flatten();
    if let Some(lane) = lane {
        request_animation_frame(move || lane.scroll_into_view_with_bool(false));
    }
}

fn card_view(
    entry: Card,
    lane: &str,
    card: Callback<(String,), AnyView>,
    drag: Drag,
    explained: StoredValue<String>,
) -> AnyView {
    let (id, lifted_id, drop_id) = (entry.id.clone(), entry.id.clone(), entry.id.clone());
    let lane = lane.to_owned();
    view! {
        <li class="lane-card" data-drop=move || drag.drops_after(&lane, &drop_id).then_some("after")>
            <div class="board-card" role="group" tabindex="0" data-card=entry.id aria-label=entry.title
                aria-describedby=explained.get_value()
                data-lifted=move || drag.lifting.carries(&lifted_id).then_some("true")>
                {card.run((id,))}
            </div>
        </li>
    }
    .into_any()
}
