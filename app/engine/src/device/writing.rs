//! A long text as a person left it, merged with what others wrote into it meanwhile.

use super::documents::Loaded;
use super::editing::Batch;
use super::{Client, Device};
use crm_core::commands::{DocumentPlan, Edit, Intent, Refusal, set_field};
use crm_core::document::{history, read};
use crm_core::ids::RecordId;
use crm_core::messages::Answer;
use crm_core::value::{Link, Value};

/// Earlier states that are searched for the text that a person started from.
const STATES: usize = 200;

impl Device {
    /// What others wrote since `base` stays. Where the document never read like `base`, the difference between
    /// `base` and `text` is carried over to how it reads now.
    pub(super) fn write_text(
        &mut self,
        client: Client,
        request: u32,
        id: RecordId,
        field: &str,
        base: &str,
        text: String,
    ) -> Result<(), Refusal> {
        let record = self.record(id)?;
        let now = record.text(field).unwrap_or_default().to_owned();
        let situation = self.situation();
        let values = [(field.to_owned(), Some(Value::Text(text.clone())))];
        // The ordinary command checks field, size and deletion.
        set_field::set(Some(&record), &values, &situation)?;
        self.storable()?;
        let mut batch = Batch::default();
        let heads = if now == base { None } else { self.earlier_heads(id, field, base) };
        let text = if now == base || heads.is_some() { text } else { carried_over(&now, base, &text) };
        let edits = vec![Edit::Rewrite(field.to_owned(), text)];
        let plan = DocumentPlan { record: id, object: record.object, intent: Intent::Write, edits };
        match heads {
            Some(heads) => self.change_since(&plan, &heads, &mut batch)?,
            None => self.change_document(&plan, &mut batch)?,
        }
        let link = Link { object: plan.object, record: id };
        batch.edited.asked = Some((client, request, Answer::Records(vec![link])));
        self.commit(batch);
        Ok(())
    }

    /// The latest state of a document in which the text read so.
    fn earlier_heads(&mut self, id: RecordId, field: &str, text: &str) -> Option<Vec<[u8; 32]>> {
        let Some(Loaded::Here(doc)) = self.documents.get(id) else { return None };
        let reads_so = |heads: &Vec<[u8; 32]>| {
            let record = read::read_at(doc, id, heads);
            record.is_some_and(|record| record.text(field).unwrap_or_default() == text)
        };
        history::states(doc).into_iter().rev().take(STATES).find(reads_so)
    }
}

/// Does to `now` what was done to `base`: takes out what was taken out, where it still stands, and puts in what was
/// put in, where its surroundings still stand.
fn carried_over(now: &str, base: &str, text: &str) -> String {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let length = |letters: usize, letter: char| letters + letter.len_utf8();
    let before = base.chars().zip(text.chars()).take_while(same).map(|pair| pair.0).fold(0, length);
    let ends = base[before..].chars().rev().zip(text[before..].chars().rev());
    let after = ends.take_while(same).map(|pair| pair.0).fold(0, length);
    let (removed, added) = (&base[before..base.len() - after], &text[before..text.len() - after]);
    if let Some((start, end)) = now.split_once(removed).filter(|_| !removed.is_empty()) {
        return [start, added, end].concat();
    }
    if let Some(end) = now.strip_prefix(&base[..before]) {
        return [&base[..before], added, end].concat();
    }
    match now.strip_suffix(&base[base.len() - after..]) {
        Some(start) => [start, added, &base[base.len() - after..]].concat(),
        None => [now, added].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::carried_over;

    #[test]
    fn what_others_wrote_stays_and_what_was_typed_arrives() {
        for (now, base, text, expected) in [
            ("one two", "one", "one three", "one three two"),
            ("zero one", "one", "one two", "zero one two"),
            ("a b c d", "a b c", "a c", "a c d"),
            ("quite another", "one", "one two", "quite another two"),
            ("খাতা নতুন", "খাতা", "হালখাতা", "হালখাতা নতুন"),
            ("", "one", "", ""),
        ] {
            assert_eq!(carried_over(now, base, text), expected, "{now} / {base} / {text}");
        }
    }
}
