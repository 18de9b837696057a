//! Finding records by words: folded text per row, and a small signature that rules most rows out at once.

use super::companions::companion_of;
use super::{Rows, Slot};
use crm_core::fields::{Kind, Merge, fold, sound};
use crm_core::ids::ObjectKey;
use crm_core::messages::Found;
use crm_core::objects;
use crm_core::value::{Link, Value};
use crm_core::views::row::RowView;
use memchr::memmem::Finder;

/// Bits set for each pair of neighbouring bytes: a row can hold a word only if it has all of the word's bits.
type Signature = [u64; 4];

/// Folded words of every row, one text.
#[derive(Debug, Default)]
pub(super) struct SearchIndex {
    rows: Vec<(Signature, Box<str>)>,
}

impl SearchIndex {
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn push(&mut self, view: RowView<'_>) {
        self.rows.push(words(view));
    }

    /// The words of the rows from this place on are made again when they are needed.
    pub(super) fn forget_from(&mut self, place: usize) {
        self.rows.truncate(place);
    }

    pub(super) fn set(&mut self, slot: Slot, view: RowView<'_>) {
        if let Some(place) = usize::try_from(slot).ok().and_then(|slot| self.rows.get_mut(slot)) {
            *place = words(view);
        }
    }
}

fn words(view: RowView<'_>) -> (Signature, Box<str>) {
    let mut text = String::new();
    if view.object().is_some_and(|definition| !definition.shapes()) {
        // The title's own words first, so that rank can tell a name that starts with the word.
        let mut words = fold::words(&view.title());
        sound::add_name_sounds(&mut words);
        text.extend(words.into_iter().flat_map(|word| [word, "\n".to_owned()]));
        for (field, packed) in view.filled() {
            if field.kind.behaviour().merge() == Merge::Nothing || field.key == "position" {
                continue;
            }
            let Ok(value) = postcard::from_bytes::<Value>(packed) else { continue };
            for word in field.kind.behaviour().search_words(&value) {
                if !text.contains(&word) {
                    text.push_str(&word);
                    text.push('\n');
                }
            }
        }
    }
    (signature(&text), text.into())
}

fn signature(text: &str) -> Signature {
    let mut bits = [0; 4];
    for pair in text.as_bytes().windows(2) {
        let hash = (u32::from(pair[0]).wrapping_mul(31) ^ u32::from(pair[1]).wrapping_mul(0x9e37)) & 255;
        bits[(hash >> 6) as usize] |= 1 << (hash & 63);
    }
    bits
}

fn may_hold(row: &Signature, word: &Signature) -> bool {
    row.iter().zip(word).all(|(row, word)| row & word == *word)
}

/// One word of a query: as it is written, and where it has one as it sounds.
struct Needle {
    written: (Signature, Finder<'static>),
    /// Among Bangla words, and for a Bangla word among Latin names.
    sounding: Vec<(Signature, Finder<'static>)>,
}

/// The words of a query, ready to be looked for.
pub(super) struct Needles {
    words: Vec<Needle>,
}

/// How much worse a word in the middle of another is than one at its beginning.
const INSIDE: u32 = 600;
/// How much worse a word is that only sounds alike.
const SOUNDING: u32 = 1_000;

impl Needles {
    pub(super) fn new(text: &str) -> Self {
        let finder = |word: &str| (signature(word), Finder::new(word.as_bytes()).into_owned());
        let needle = |wanted: sound::WantedWord| Needle {
            written: finder(&wanted.word),
            sounding: wanted.sound.iter().chain(&wanted.latin).map(|sound| finder(sound)).collect(),
        };
        Self { words: sound::wanted(text).into_iter().map(needle).collect() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word is in the row; the better the place, the smaller the number.
    fn rank(&self, (row, text): &(Signature, Box<str>)) -> Option<u32> {
        let mut rank = 0;
        for needle in &self.words {
            let written = place(row, text, &needle.written);
            let sounding = || needle.sounding.iter().filter_map(|word| place(row, text, word)).min();
            rank += written.or_else(|| sounding().map(|place| place + SOUNDING))?;
        }
        Some(rank)
    }
}

fn place(row: &Signature, text: &str, (bits, finder): &(Signature, Finder<'_>)) -> Option<u32> {
    if !may_hold(row, bits) {
        return None;
    }
    let at = finder.find(text.as_bytes())?;
    let begins = at == 0 || text.as_bytes()[at - 1] == b'\n';
    Some(u32::try_from(at.min(500)).unwrap_or(500) + if begins { 0 } else { INSIDE })
}

impl Rows {
    pub(super) fn found(&self, slot: Slot, needles: &Needles) -> bool {
        let text = usize::try_from(slot).ok().and_then(|slot| self.search.rows.get(slot));
        text.is_some_and(|text| needles.rank(text).is_some())
    }

    /// The best `limit` records that hold every word of `text`, over all objects or one.
    pub fn search(&mut self, text: &str, object: Option<&ObjectKey>, limit: usize) -> Vec<Found> {
        let needles = Needles::new(text);
        if needles.is_empty() {
            return Vec::new();
        }
        self.prepare_search(usize::MAX);
        let wanted =
            object.map(|object| objects::object(object).map_or(u8::MAX, objects::ObjectDefinition::code));
        let mut hits: Vec<(u32, u32, Slot)> = Vec::new();
        for (slot, text) in self.search.rows.iter().enumerate() {
            let Some(rank) = needles.rank(text) else { continue };
            let view = RowView::trusted(&self.entries[slot].row);
            let beside = companion_of(view).is_some();
            if view.deleted() || beside || wanted.is_some_and(|wanted| wanted != view.object_code()) {
                continue;
            }
            let length = u32::try_from(text.1.len()).unwrap_or(u32::MAX);
            hits.push((rank, length, Slot::try_from(slot).unwrap_or(0)));
        }
        let limit = limit.min(hits.len());
        if limit > 0 && limit < hits.len() {
            hits.select_nth_unstable(limit - 1);
        }
        hits.truncate(limit);
        hits.sort_unstable();
        hits.into_iter().filter_map(|(.., slot)| self.found_at(slot)).collect()
    }

    fn found_at(&self, slot: Slot) -> Option<Found> {
        self.describe(self.view(slot))
    }

    /// A record as search results show it.
    pub(crate) fn describe(&self, view: RowView<'_>) -> Option<Found> {
        let definition = view.object()?;
        // The id of a choice is no word for people.
        let words = |key: &&str| definition.field(key).is_some_and(|field| field.kind != Kind::Choice);
        let subtitle = definition.subtitle.filter(words).and_then(|key| view.value_of(key));
        Some(Found {
            link: Link { object: definition.key.to_owned(), record: view.id() },
            title: view.title(),
            subtitle: subtitle.map(|value| self.subtitle(value)).unwrap_or_default(),
        })
    }

    /// A text, the title of a linked record or the first of several; nothing for figures and dates.
    fn subtitle(&self, value: Value) -> String {
        if let Value::Link(link) = &value {
            return self.title(link.record);
        }
        if let Value::Text(text) = value {
            return text;
        }
        let Value::Members(members) = value else { return String::new() };
        let first = members.into_iter().next();
        first.map_or_else(String::new, |member| if member.text.is_empty() { member.key } else { member.text })
    }
}
