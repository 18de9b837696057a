//! The board with cards, without, and with narrow ends.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Board, Card, Lane, Move, board};
use leptos::prelude::*;

/// The board.
pub const STORY: Story = Story {
    name: "board",
    says: "Columns of cards that move by a mouse, a thumb or the keyboard.",
    keys: board::KEYS,
    touch: "Pointing darkens a card's border, focus rings it inside; a lifted card leaves a dashed place behind.",
    states,
};

fn lane(id: &str, title: String, hue: u16, titles: &[String], total: u32) -> Lane {
    let cards =
        titles.iter().enumerate().map(|(at, title)| Card { id: format!("{id}-{at}"), title: title.clone() });
    Lane {
        id: id.to_owned(),
        title,
        hue,
        count: crate::words::number(u64::from(total)),
        sum: sample("12.4 L · 3.1 L likely", "১২.৪ লাখ · ৩.১ লাখ সম্ভাব্য"),
        total,
        rail: false,
        cards: cards.collect(),
    }
}

fn drawn(id: &str, lanes: Vec<Lane>) -> AnyView {
    let shown = lanes.clone();
    let card = move |(id,): (String,)| {
        let known = shown.iter().flat_map(|lane| &lane.cards).find(|card| card.id == id);
        let title = known.map(|card| card.title.clone());
        view! { <div class="card-title">{title}</div> }.into_any()
    };
    view! {
        <Board id=id label=sample("Deals", "ডিল") lanes=lanes card=card on_move=|(_,): (Move,)| {}
            on_open=|(_,): (String,)| {} on_more=|(_,): (String,)| {}/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    let names = [sample("40 looms", "৪০টি তাঁত"), sample("Spare parts", "খুচরা যন্ত্রাংশ")];
    let rest = vec![
        lane("new", sample("New", "নতুন"), 264, &names, 2),
        lane("quoted", sample("Quoted", "দরপত্র"), 195, &names[..1], 51),
        Lane { rail: true, ..lane("won", sample("Won", "জেতা"), 152, &[], 7) },
        Lane { rail: true, ..lane("lost", sample("Lost", "হারানো"), 20, &[], 3) },
    ];
    let empty = vec![lane("none", sample("Agreed", "সম্মত"), 264, &[], 0)];
    let long = vec![lane("long", long_name(), 45, &[long_name(), long_name()], 2)];
    vec![
        state("rest; more cards than shown; narrow ends", drawn("board-rest", rest)).tall(),
        state("empty", drawn("board-empty", empty)).tall(),
        state("long words", drawn("board-long", long)).tall(),
    ]
}
