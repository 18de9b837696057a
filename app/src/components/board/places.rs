//! Where cards stand on a board and where a carried one would come to stand.

use super::Lane;

/// Where a card would be put.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target {
    /// The column.
    pub(super) lane: String,
    /// The card above; `None` at the top.
    pub(super) after: Option<String>,
}

/// A way that an arrow key points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Back,
    On,
}

impl Way {
    /// The way of a key; from right to left the next column stands on the left.
    pub(super) fn of(key: &str, right_to_left: bool) -> Option<Self> {
        match (key, right_to_left) {
            ("ArrowUp", _) => Some(Self::Up),
            ("ArrowDown", _) => Some(Self::Down),
            ("ArrowLeft", false) | ("ArrowRight", true) => Some(Self::Back),
            ("ArrowRight", false) | ("ArrowLeft", true) => Some(Self::On),
            _ => None,
        }
    }

    fn step(self, from: usize) -> Option<usize> {
        match self {
            Self::Up | Self::Back => from.checked_sub(1),
            Self::Down | Self::On => from.checked_add(1),
        }
    }

    fn sideways(self) -> bool {
        matches!(self, Self::Back | Self::On)
    }
}

fn lane<'a>(lanes: &'a [Lane], id: &str) -> Option<&'a Lane> {
    lanes.iter().find(|lane| lane.id == id)
}

/// The cards of a column without the carried one.
pub(super) fn cards<'a>(lanes: &'a [Lane], id: &str, without: &str) -> Vec<&'a str> {
    let cards = lane(lanes, id).into_iter().flat_map(|lane| &lane.cards);
    cards.map(|card| card.id.as_str()).filter(|card| *card != without).collect()
}

/// Where a card stands now.
pub(super) fn of(lanes: &[Lane], card: &str) -> Option<Target> {
    lanes.iter().find_map(|lane| {
        let at = lane.cards.iter().position(|other| other.id == card)?;
        let above = at.checked_sub(1).and_then(|at| lane.cards.get(at));
        Some(Target { lane: lane.id.clone(), after: above.map(|card| card.id.clone()) })
    })
}

/// How many cards of the column stand above the target.
fn above(lanes: &[Lane], target: &Target, card: &str) -> usize {
    let cards = cards(lanes, &target.lane, card);
    let after = target.after.as_deref();
    cards.iter().position(|other| Some(*other) == after).map_or(0, |at| at + 1)
}

/// The target one step on for a lifted card; `None` at the edge of the board.
pub(super) fn step(lanes: &[Lane], target: &Target, card: &str, way: Way) -> Option<Target> {
    if way.sideways() {
        let at = lanes.iter().position(|lane| lane.id == target.lane)?;
        let lane = lanes.get(way.step(at)?)?;
        return Some(Target { lane: lane.id.clone(), after: None });
    }
    let cards = cards(lanes, &target.lane, card);
    let to = way.step(above(lanes, target, card)).filter(|to| *to <= cards.len())?;
    let after = to.checked_sub(1).and_then(|to| cards.get(to));
    Some(Target { lane: target.lane.clone(), after: after.map(|card| (*card).to_owned()) })
}

/// The card beside a card; sideways the next column that has one.
pub(super) fn neighbour(lanes: &[Lane], card: &str, way: Way) -> Option<String> {
    let (column, row) = lanes
        .iter()
        .enumerate()
        .find_map(|(column, lane)| Some((column, lane.cards.iter().position(|other| other.id == card)?)))?;
    if !way.sideways() {
        return lanes[column].cards.get(way.step(row)?).map(|card| card.id.clone());
    }
    let mut column = way.step(column)?;
    loop {
        let cards = &lanes.get(column)?.cards;
        match cards.get(row).or(cards.last()) {
            Some(card) => return Some(card.id.clone()),
            None => column = way.step(column)?,
        }
    }
}

/// The place that the target would be, counted from one, and how many cards the column would have.
pub(super) fn place_and_total(lanes: &[Lane], target: &Target, card: &str) -> (u64, u64) {
    let place = above(lanes, target, card) + 1;
    let total = lane(lanes, &target.lane).map_or(0, |lane| {
        let own = lane.cards.iter().any(|other| other.id == card);
        u64::from(lane.total) + u64::from(!own)
    });
    (u64::try_from(place).unwrap_or(1), total)
}

/// What a card and its column are called.
pub(super) fn names(lanes: &[Lane], card: &str) -> (String, String) {
    let found = lanes.iter().find_map(|lane| {
        let card = lane.cards.iter().find(|other| other.id == card)?;
        Some((card.title.clone(), lane.title.clone()))
    });
    found.unwrap_or_default()
}

/// What a column is called.
pub(super) fn lane_title(lanes: &[Lane], id: &str) -> String {
    lane(lanes, id).map(|lane| lane.title.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Card, Lane};
    use super::{Target, Way, neighbour, of, place_and_total, step};

    fn board() -> Vec<Lane> {
        let lane = |id: &str, cards: &[&str]| Lane {
            id: id.to_owned(),
            title: id.to_uppercase(),
            hue: 0,
            count: String::new(),
            sum: String::new(),
            total: u32::try_from(cards.len()).unwrap_or(0),
            rail: false,
            cards: cards.iter().map(|id| Card { id: (*id).to_owned(), title: (*id).to_owned() }).collect(),
        };
        vec![lane("a", &["1", "2", "3"]), lane("b", &[]), lane("c", &["4"])]
    }

    fn target(lane: &str, after: Option<&str>) -> Target {
        Target { lane: lane.to_owned(), after: after.map(str::to_owned) }
    }

    #[test]
    fn a_lifted_card_goes_one_place_at_a_time() {
        let lanes = board();
        let start = of(&lanes, "2").expect("the card is on the board");
        assert_eq!(start, target("a", Some("1")));
        assert_eq!(step(&lanes, &start, "2", Way::Up), Some(target("a", None)));
        assert_eq!(step(&lanes, &target("a", None), "2", Way::Up), None);
        assert_eq!(step(&lanes, &start, "2", Way::Down), Some(target("a", Some("3"))));
        assert_eq!(step(&lanes, &target("a", Some("3")), "2", Way::Down), None);
        assert_eq!(step(&lanes, &start, "2", Way::On), Some(target("b", None)));
        assert_eq!(step(&lanes, &start, "2", Way::Back), None);
        assert_eq!(place_and_total(&lanes, &target("a", Some("3")), "2"), (3, 3));
        assert_eq!(place_and_total(&lanes, &target("b", None), "2"), (1, 1));
    }

    #[test]
    fn the_next_column_is_on_the_left_from_right_to_left() {
        assert_eq!(
            (Way::of("ArrowRight", false), Way::of("ArrowRight", true)),
            (Some(Way::On), Some(Way::Back))
        );
        assert_eq!((Way::of("ArrowUp", true), Way::of("Tab", true)), (Some(Way::Up), None));
    }

    #[test]
    fn arrows_go_from_card_to_card() {
        let lanes = board();
        assert_eq!(neighbour(&lanes, "1", Way::Down).as_deref(), Some("2"));
        assert_eq!(neighbour(&lanes, "1", Way::Up), None);
        assert_eq!(neighbour(&lanes, "3", Way::On).as_deref(), Some("4"));
        assert_eq!(neighbour(&lanes, "4", Way::Back).as_deref(), Some("1"));
        assert_eq!(neighbour(&lanes, "4", Way::On), None);
    }
}
