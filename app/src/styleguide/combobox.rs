//! The field that finds something by its name.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{Combobox, Offer, OffersFuture, combobox};
use leptos::prelude::*;

/// The combobox.
pub const STORY: Story = Story {
    name: "combobox",
    says: "A field that finds something by its name while the person types.",
    keys: combobox::KEYS,
    touch: "Focus rings the field and opens the offers; the offer under the arrows is tinted.",
    states,
};

fn offers() -> Vec<Offer> {
    let offer = |id: &str, title: String, subtitle: String, new: bool| Offer {
        id: id.to_owned(),
        title,
        subtitle,
        new,
    };
    vec![
        offer("1", sample("Padma Textiles", "পদ্মা টেক্সটাইলস"), sample("Narayanganj", "নারায়ণগঞ্জ"), false),
        offer("2", long_name(), sample("Dhaka", "ঢাকা"), false),
        offer("new", sample("Create “Pad”", "“প্যাড” তৈরি করুন"), String::new(), true),
    ]
}

/// What the search comes to.
#[derive(Clone, Copy)]
enum Outcome {
    Found,
    Nothing,
    Waits,
}

fn drawn(id: &str, text: String, outcome: Outcome) -> AnyView {
    let find = Callback::new(move |(_,): (String,)| -> OffersFuture {
        match outcome {
            Outcome::Found => {
                let offers = offers();
                Box::pin(async move { offers })
            }
            Outcome::Nothing => Box::pin(async { Vec::new() }),
            Outcome::Waits => Box::pin(std::future::pending()),
        }
    });
    view! {
        <Combobox label=sample("Account", "প্রতিষ্ঠান") id=id text=text find=find
            on_choose=|(_,): (Offer,)| {} on_leave=|(_,): (Option<String>,)| {}/>
    }
    .into_any()
}

fn states() -> Vec<State> {
    vec![
        state("empty; focus opens the offers", drawn("combobox-rest", String::new(), Outcome::Found)),
        state("filled", drawn("combobox-filled", long_name(), Outcome::Found)),
        state("nothing found", drawn("combobox-nothing", "zzz".to_owned(), Outcome::Nothing)),
        state(
            "loading: nothing opens until the answer is there",
            drawn("combobox-waits", String::new(), Outcome::Waits),
        ),
    ]
}
