//! What a change did to a document, and the edits that take it back without taking back what was done since.

use super::{carry, read};
use crate::commands::Edit;
use crate::fields::Scalar;
use automerge::{Automerge, ObjType, ROOT, ReadDoc, ValueRef};
use crm_planted::{Bug, planted};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What lies under a key of the root map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// A scalar.
    Scalar(Scalar),
    /// A text.
    Text(String),
}

/// What a change did, key by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    keys: Vec<(String, Held, Held)>,
}

/// What one change, or several, did between two states of a document.
pub fn done(before: &Automerge, after: &Automerge) -> Done {
    let (mut before, mut after) = (held(before), held(after));
    let keys: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    let mut take = |key: String| {
        let [before, after] =
            [&mut before, &mut after].map(|side| side.remove(&key).unwrap_or(Held::Nothing));
        (before != after).then_some((key, before, after))
    };
    Done { keys: keys.into_iter().filter_map(&mut take).collect() }
}

impl Done {
    /// Whether nothing was done.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Bytes of memory, roughly.
    pub fn size(&self) -> usize {
        let of = |held: &Held| match held {
            Held::Nothing => 0,
            Held::Scalar(Scalar::Text(text)) | Held::Text(text) => text.len(),
            Held::Scalar(Scalar::Bytes(bytes)) => bytes.len(),
            Held::Scalar(Scalar::Integer(_) | Scalar::Number(_) | Scalar::Flag(_) | Scalar::Moment(_)) => 8,
        };
        self.keys.iter().map(|(key, before, after)| 64 + key.len() + of(before) + of(after)).sum()
    }

    /// The edits that take it back in the document as it is now. A key that holds something else by now is left
    /// alone; in a text, what was written since stays.
    pub fn back(&self, now: &Automerge) -> Vec<Edit> {
        let mut now = held(now);
        let back = |(key, before, after): &(String, Held, Held)| {
            let there = now.remove(key).unwrap_or(Held::Nothing);
            match (before, after, there) {
                (Held::Text(before), Held::Text(after), Held::Text(there)) => {
                    let text =
                        if there == *after { before.clone() } else { carry::over(&there, after, before) };
                    (text != there).then(|| Edit::Rewrite(key.clone(), text))
                }
                (_, _, there) if there != *after && !planted(Bug::UndoOverOthers) => None,
                (Held::Scalar(before), _, _) => Some(Edit::Put(key.clone(), before.clone())),
                (Held::Nothing, _, _) => Some(Edit::Remove(key.clone())),
                // A text stands from the first change on and never takes the place of a scalar.
                (Held::Text(_), _, _) => None,
            }
        };
        self.keys.iter().filter_map(back).collect()
    }
}

/// The root map, without what no field kind uses. Of a conflict the value that is shown.
fn held(doc: &Automerge) -> BTreeMap<String, Held> {
    let of = |item: automerge::iter::MapRangeItem<'_>| {
        let held = match &item.value {
            ValueRef::Scalar(value) => Held::Scalar(read::scalar(value)?),
            ValueRef::Object(ObjType::Text) => Held::Text(doc.text(item.id()).ok()?),
            ValueRef::Object(_) => return None,
        };
        Some((item.key.to_string(), held))
    };
    doc.map_range(ROOT, ..).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{DocumentPlan, Intent};
    use crate::document::{self, write};
    use crate::ids::{ActorId, RecordId};

    const RECORD: RecordId = RecordId([1; 16]);

    fn change(doc: &mut Automerge, actor: u8, edits: Vec<Edit>) -> Done {
        let before = doc.clone();
        let plan = DocumentPlan { record: RECORD, object: "contact".to_owned(), intent: Intent::Set, edits };
        write::write(doc, &plan, ActorId([actor; 16]), 1_000).expect("the plan fits");
        done(&before, doc)
    }

    fn put(key: &str, text: &str) -> Edit {
        Edit::Put(key.to_owned(), Scalar::Text(text.to_owned()))
    }

    fn rewrite(text: &str) -> Vec<Edit> {
        vec![Edit::Rewrite("description".to_owned(), text.to_owned())]
    }

    fn contact() -> Automerge {
        document::new(RECORD, "contact").expect("contacts are in the catalogue")
    }

    #[test]
    fn what_was_done_is_taken_back_and_done_again() {
        let mut doc = contact();
        change(&mut doc, 1, vec![put("first_name", "Rina"), put("tags/old", "")]);
        let first = held(&doc);
        let edits =
            vec![put("first_name", "Karim"), Edit::Remove("tags/old".to_owned()), put("tags/new", "")];
        let step = change(&mut doc, 1, edits);
        let second = held(&doc);
        let back = step.back(&doc);
        let again = change(&mut doc, 1, back);
        assert_eq!(held(&doc), first);
        let forth = again.back(&doc);
        change(&mut doc, 1, forth);
        assert_eq!(held(&doc), second);
    }

    #[test]
    fn what_somebody_did_since_stays() {
        let mut doc = contact();
        let step = change(&mut doc, 1, vec![put("first_name", "Karim"), put("job_title", "Buyer")]);
        change(&mut doc, 2, vec![put("first_name", "Kareem")]);
        assert_eq!(step.back(&doc), [Edit::Remove("job_title".to_owned())]);
    }

    #[test]
    fn in_a_text_only_the_own_words_go() {
        let mut doc = contact();
        change(&mut doc, 1, rewrite("She likes tea."));
        let step = change(&mut doc, 1, rewrite("She likes green tea."));
        change(&mut doc, 2, rewrite("She likes green tea. Call on Monday."));
        assert_eq!(step.back(&doc), rewrite("She likes tea. Call on Monday."));
        assert!(step.size() > 0 && !step.is_empty());
    }
}
