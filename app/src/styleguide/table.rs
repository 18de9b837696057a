//! The list of any length.

use super::story::{State, Story, long_name, sample, state};
use crate::components::{
    AvatarSize, Column, EmptyState, Extent, Pick, Picks, Place, Plain, RowView, SkeletonRows, Table,
    plain_avatar, table,
};
use crate::icons::Icon;
use crate::words::number;
use leptos::prelude::*;

/// The table.
pub const STORY: Story = Story {
    name: "table",
    says: "A list of any length: only the rows in view and a few around them are in the page.",
    keys: table::KEYS,
    touch: "Pointing tints a row; with the focus in the list the active row is ringed inside.",
    states,
};

fn columns() -> Vec<Column> {
    let column = |key: &str, label: String, share, numeric, place| Column {
        key: key.to_owned(),
        label,
        share,
        numeric,
        place,
    };
    vec![
        column("name", sample("Name", "নাম"), 2.0, false, Place::Title),
        column("account", sample("Account", "প্রতিষ্ঠান"), 1.4, false, Place::Second),
        column("phone", sample("Phone", "ফোন"), 1.0, false, Place::Wide),
        column("owner", sample("Owner", "দায়িত্বে"), 1.0, false, Place::Widest),
        column("amount", sample("Amount", "পরিমাণ"), 0.8, true, Place::End),
    ]
}

fn cells(title: &str, account: &str, at: u32) -> Vec<Vec<Plain>> {
    let text = |text: String| vec![Plain::text("span", text)];
    vec![
        vec![
            plain_avatar(title, AvatarSize::Row, false),
            Plain::text("span", title).with("class", "row-title"),
        ],
        text(account.to_owned()),
        text("01711 204882".to_owned()),
        text(sample("Sumon Das", "সুমন দাস")),
        text(number(u64::from(at) * 1_240)),
    ]
}

fn row(title: String, account: String, at: Signal<u32>) -> RowView {
    RowView {
        known: Signal::stored(true),
        cells: Callback::new(move |()| cells(&title, &account, at.get() + 1)),
    }
}

fn drawn(id: &str, total: u32, selected: Option<u32>, long: bool) -> AnyView {
    let (title, account) = if long {
        (long_name(), long_name())
    } else {
        (sample("Rina Akter", "রিনা আক্তার"), sample("Padma Textiles", "পদ্মা টেক্সটাইলস"))
    };
    let picked = RwSignal::new(selected);
    let picks = Picks {
        holds: Callback::new(move |(at,)| picked.get() == Some(at)),
        name: Callback::new(|(_,)| sample("Rina Akter", "রিনা আক্তার")),
        extent: Signal::derive(move || if picked.get().is_some() { Extent::Part } else { Extent::Nothing }),
        on_pick: Callback::new(move |(pick,)| match pick {
            Pick::Toggle(at) | Pick::Extend { to: at, .. } => picked.set(Some(at)),
            Pick::All | Pick::Nothing => picked.set(None),
        }),
    };
    let sort = RwSignal::new(vec![("name".to_owned(), false)]);
    view! {
        <Table id=id label=sample("Contacts", "পরিচিতি") columns=columns() total=total sort=sort
            on_sort=move |(by, _): (String, bool)| sort.update(|sort| *sort = vec![(by, !sort[0].1)])
            row=move |(at,): (Signal<u32>,)| row(title.clone(), account.clone(), at) on_window=|(_, _): (u32, u32)| {}
            on_open=|(_,): (u32,)| {} picks=picks/>
    }
    .into_any()
}

fn instead(icon: Icon, heading: String) -> AnyView {
    let text = sample("Edits on this device are safe.", "এই ডিভাইসের লেখা নিরাপদ আছে।");
    view! { <EmptyState icon=icon heading=heading text=text/> }.into_any()
}

fn states() -> Vec<State> {
    vec![
        state("rest: 10,000 rows; sorted by the first column", drawn("table-rest", 10_000, None, false))
            .tall(),
        state("selected", drawn("table-selected", 3, Some(1), false)).tall(),
        state("long words", drawn("table-long", 3, Some(0), true)).tall(),
        state("empty: the heads stay, an explanation follows", drawn("table-empty", 0, None, false)).tall(),
        state("loading, in its place", view! { <SkeletonRows count=4/> }),
        state(
            "error, in its place",
            instead(Icon::CircleAlert, sample("The list could not be read", "তালিকাটি পড়া যায়নি")),
        ),
        state(
            "offline, in its place",
            instead(Icon::CloudOff, sample("Not on this device yet", "এখনও এই ডিভাইসে নেই")),
        ),
    ]
}
