//! What others did that concerns this person, from the rows; only of the latest records that the person owns or
//! follows the documents are asked who did it. What was read and what is followed stands on the person's desk.

use super::documents::{Job, Loaded};
use super::editing::Batch;
use super::undo::Recording;
use super::{Client, Device};
use crate::suspicion::working_on;
use crm_core::commands::desk::{self, DeskEdit};
use crm_core::commands::{Reason, Refusal};
use crm_core::document::{history, read};
use crm_core::fields::text;
use crm_core::ids::{PersonId, RecordId, Timestamp};
use crm_core::messages::{Answer, Happening, InboxEntry, InboxView, Matter, News, Trouble};
use crm_core::objects::ObjectDefinition;
use crm_core::objects::desk::desk_of;
use crm_core::value::{Link, Value};
use crm_core::views::mentions::mentions;
use crm_core::views::record::Record;
use crm_core::views::row::RowView;
use std::collections::{BTreeSet, HashMap};

/// How far back an inbox goes, in ms.
const WINDOW: Timestamp = 30 * 24 * 3_600_000;
/// Entries shown, the latest.
const ENTRIES: usize = 100;
/// Records whose documents are looked at, the latest.
const LOOKED_AT: usize = 300;
/// Documents that are loaded at once.
const PORTION: usize = 20;
/// Changes of a record that are searched for its latest owner.
const CHANGES: usize = 50;
/// Letters shown on either side of a mention.
const AROUND: usize = 60;

/// Who did something, and when.
type Deed = (Option<String>, Timestamp);

/// What the document of a record said while its row was of that time.
#[derive(Debug)]
struct Known {
    modified_at: Timestamp,
    followed: bool,
    assigned: Option<Deed>,
    news: Option<(Deed, News)>,
}

/// What was found out so far.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    known: HashMap<RecordId, Known>,
    /// The entries as they were shown last.
    keys: Option<Vec<String>>,
}

/// A record whose document is to be asked: the latest first.
type Candidate = (std::cmp::Reverse<Timestamp>, RecordId, bool);

impl Device {
    /// `None` while documents are loaded; the watch is touched when they are there.
    pub(super) fn inbox(&mut self) -> Option<InboxView> {
        let (Some(person), Some(_)) = (self.owner.person, self.owner.workspace) else {
            return Some(InboxView::default());
        };
        let desk = self.desk(person)?;
        let follows = desk.iter().flat_map(desk::follows).map(|record| self.rows.lead(record));
        let follows: BTreeSet<RecordId> = follows.collect();
        let since = self.now - WINDOW;
        let (mut entries, candidates) = self.entries_of_rows(person, &follows, since);
        self.look_into(person, &candidates, since)?;
        for (_, record, _) in candidates {
            entries.extend(self.entries_of(record));
        }
        entries.extend(self.refusals());
        entries.sort_by(|one, other| (other.at, &one.key).cmp(&(one.at, &other.key)));
        entries.truncate(ENTRIES);
        let read: BTreeSet<String> = desk.iter().flat_map(desk::read).collect();
        for entry in &mut entries {
            entry.read = read.contains(&entry.key);
        }
        self.inbox.keys = Some(entries.iter().map(|entry| entry.key.clone()).collect());
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let unread = number(entries.iter().filter(|entry| !entry.read).count());
        Some(InboxView { entries, unread, follows: number(follows.len()) })
    }

    /// One entry for a record and a reason, however many edits fell: the Sync page has each of them.
    fn refusals(&self) -> Vec<InboxEntry> {
        let mut entries: Vec<InboxEntry> = Vec::new();
        for edit in self.refused_edits().1 {
            let what = match edit.why {
                Trouble::Refused(reason) => Matter::Refused(reason),
                // The deletion of what one follows is an entry by itself.
                Trouble::Deleted(_) => continue,
            };
            if !entries.iter().any(|other| (other.link.record, &other.what) == (edit.link.record, &what)) {
                entries.push(entry('r', edit.at, what, (edit.link, edit.title, edit.at), None));
            }
        }
        entries
    }

    /// Whether the person follows a record. `None` where nobody can, or the desk is not loaded.
    pub(super) fn follows(&mut self, definition: &ObjectDefinition, record: RecordId) -> Option<bool> {
        let person = self.owner.person.filter(|_| self.owner.workspace.is_some())?;
        let can =
            crm_core::objects::desk::DESK.fields.iter().any(|field| field.links_to.contains(&definition.key));
        let desk = self.desk(person)?;
        let followed = desk.iter().flat_map(desk::follows).any(|one| self.rows.lead(one) == record);
        can.then_some(followed)
    }

    /// Something done at the person's desk, whose document is in memory.
    pub(super) fn at_desk(
        &mut self,
        (client, request): (Client, u32),
        edit: &DeskEdit,
        meant: bool,
    ) -> Result<(), Refusal> {
        let person = self.owner.person.ok_or(Refusal::record(Reason::NothingToDo))?;
        let desk = self.desk(person).ok_or(Refusal::record(Reason::NotHere))?;
        let kept = || desk.iter().flat_map(desk::read).collect::<Vec<String>>();
        let entries = self.inbox.keys.clone().unwrap_or_else(kept);
        let plans = self.desk_edits(desk.as_ref(), edit).into_iter();
        let plans = plans.map(|edit| desk::edit(desk.as_ref(), person, &edit, &entries));
        let plans = plans.collect::<Result<Vec<_>, _>>()?;
        self.storable()?;
        let recording = if meant { Recording::Step } else { Recording::Nothing };
        let mut batch = Batch { recording, ..Batch::default() };
        for document in plans.iter().flat_map(|plan| &plan.documents) {
            self.change_document(document, &mut batch)?;
        }
        batch.edited.asked = Some((client, request, Answer::Done));
        self.commit(batch);
        self.watching.touch_inbox();
        Ok(())
    }

    /// What is to be written: who does not follow a record any more follows none that was merged into it either.
    fn desk_edits(&self, desk: Option<&Record>, edit: &DeskEdit) -> Vec<DeskEdit> {
        let DeskEdit::Unfollow(link) = edit else { return vec![edit.clone()] };
        let followed = desk.into_iter().flat_map(desk::follows);
        let same = followed.filter(|one| self.rows.lead(*one) == link.record);
        same.map(|record| DeskEdit::Unfollow(Link { record, ..link.clone() })).collect()
    }

    /// The desk, where there is one. The outer `None` while it is loaded.
    fn desk(&mut self, person: PersonId) -> Option<Option<Record>> {
        let id = desk_of(person);
        if !self.exists(id) {
            self.documents.none_yet(id);
        }
        self.with_documents(Job::Look, &[id])?;
        Some(match self.documents.get(id)? {
            Loaded::Here(doc) => read::read(doc, id),
            Loaded::Absent | Loaded::Damaged => None,
        })
    }

    /// What the rows tell by themselves, and whose documents are to be asked.
    fn entries_of_rows(
        &self,
        person: PersonId,
        follows: &BTreeSet<RecordId>,
        since: Timestamp,
    ) -> (Vec<InboxEntry>, Vec<Candidate>) {
        let names: Vec<&str> = self.syncing.people.iter().map(|row| row.name.as_str()).collect();
        let me = self.syncing.people.iter().position(|row| row.person == person.0);
        let (mut entries, mut candidates) = (Vec::new(), Vec::new());
        for row in self.rows.records().filter(|row| !row.deleted() && row.modified_at() > since) {
            let Some(definition) = row.object() else { continue };
            let is = |key: &str| row.value_of(key) == Some(Value::Person(person));
            let (owned, followed) = (is("owner"), follows.contains(&row.id()));
            if (owned || followed) && !row.conflicts().is_empty() {
                entries.push(self.conflict(row, definition));
            }
            if owned || followed {
                candidates.push((std::cmp::Reverse(row.modified_at()), row.id(), followed));
            }
            if definition.activity && !is("created_by") {
                let named = me.and_then(|me| around_mention(definition, row, &names, me));
                entries.extend(match named {
                    Some(words) => Some(self.mentioned(row, definition, words)),
                    None => self.noted(row, definition, follows),
                });
            }
        }
        candidates.sort_unstable();
        candidates.truncate(LOOKED_AT);
        (entries, candidates)
    }

    /// Whether it is an activity of late in which the person is named.
    pub(super) fn names_me(&self, row: RowView<'_>) -> bool {
        let Some(definition) = row.object().filter(|definition| definition.activity) else { return false };
        let text = |field| definition.field_code(field).and_then(|code| row.text(code));
        let named = ["body", "description"].into_iter().filter_map(text).any(|text| text.contains('@'));
        let me = || {
            self.syncing.people.iter().position(|row| Some(row.person) == self.owner.person.map(|id| id.0))
        };
        if !named || row.modified_at() <= self.now - WINDOW {
            return false;
        }
        let names: Vec<&str> = self.syncing.people.iter().map(|row| row.name.as_str()).collect();
        me().is_some_and(|me| around_mention(definition, row, &names, me).is_some())
    }

    /// Asks the documents that were not asked while their rows were as they are.
    fn look_into(&mut self, person: PersonId, candidates: &[Candidate], since: Timestamp) -> Option<()> {
        loop {
            let unknown = candidates.iter().filter(|(modified_at, record, followed)| {
                let known = self.inbox.known.get(record);
                known.is_none_or(|known| (known.modified_at, known.followed) != (modified_at.0, *followed))
            });
            let unknown: Vec<Candidate> = unknown.take(PORTION).copied().collect();
            if unknown.is_empty() {
                return Some(());
            }
            let records: Vec<RecordId> = unknown.iter().map(|(_, record, _)| *record).collect();
            self.with_documents(Job::Look, &records)?;
            for (modified_at, record, followed) in unknown {
                let assigned = self.assigned(record, person).filter(|(_, at)| *at > since);
                // What one follows was there before.
                let later = |what: &Happening| *what != Happening::Created;
                let news = if followed { self.told(record, since, later) } else { None };
                let news = news.map(|(by, news)| ((by.name, by.at), news));
                let known = Known { modified_at: modified_at.0, followed, assigned, news };
                self.inbox.known.insert(record, known);
            }
        }
    }

    /// Who made the person the owner, where somebody else did; an import does so without a word.
    fn assigned(&mut self, record: RecordId, person: PersonId) -> Option<Deed> {
        let _working = working_on(record);
        let entries = match self.documents.get(record)? {
            Loaded::Here(doc) => history::history(doc, record, CHANGES),
            Loaded::Absent | Loaded::Damaged => return None,
        };
        let set = |entry: &&history::HistoryEntry| entry.fields.iter().any(|(field, ..)| field == "owner");
        let entry = entries.iter().find(set)?;
        let after = |key: &str| {
            let field = entry.fields.iter().find(|(field, ..)| field == key);
            field.and_then(|(.., after)| after.as_ref())
        };
        let by_file = matches!(after("origin").and_then(text::of), Some("import" | "demo"));
        let by = self.signature(entry.actor, entry.at);
        let others = by.person.is_some_and(|by| by != person);
        (others && !by_file && after("owner") == Some(&Value::Person(person))).then_some((by.name, by.at))
    }

    fn entries_of(&self, record: RecordId) -> Vec<InboxEntry> {
        let named = self.named(record);
        let (Some(known), Some((link, title))) = (self.inbox.known.get(&record), named) else {
            return Vec::new();
        };
        let made = |letter, (by, at): &Deed, what| {
            entry(letter, *at, what, (link.clone(), title.clone(), *at), by.clone())
        };
        let assigned = known.assigned.as_ref().map(|deed| made('a', deed, Matter::Assigned));
        let news = known.news.as_ref().filter(|(deed, _)| known.assigned.as_ref() != Some(deed));
        let followed = news.map(|(deed, news)| made('f', deed, Matter::Followed(news.clone())));
        assigned.into_iter().chain(followed).collect()
    }

    fn named(&self, record: RecordId) -> Option<(Link, String)> {
        let row = self.rows.get(record)?;
        Some((Link { object: row.object()?.key.to_owned(), record }, row.title()))
    }

    fn conflict(&self, row: RowView<'_>, definition: &ObjectDefinition) -> InboxEntry {
        let fields: Vec<String> = row.conflicting().map(|field| field.key.to_owned()).collect();
        // The fields tell one conflict from the next, whatever else is changed meanwhile.
        let custom = row.custom().filter(|(_, split, _)| *split).map(|(code, ..)| i64::from(code.0) + 256);
        let codes = row.conflicts().iter().map(|code| i64::from(*code)).chain(custom);
        let salt = codes.fold(0, |salt: i64, code| salt.wrapping_mul(256).wrapping_add(code));
        let link = Link { object: definition.key.to_owned(), record: row.id() };
        entry('c', salt, Matter::Conflict(fields), (link, row.title(), row.modified_at()), None)
    }

    /// An activity in which the person is named, told where it is read: on the page of what it is about.
    fn mentioned(&self, row: RowView<'_>, definition: &ObjectDefinition, words: String) -> InboxEntry {
        let own = || (Link { object: definition.key.to_owned(), record: row.id() }, row.title());
        let (link, title) = about(row).and_then(|link| self.named(link.record)).unwrap_or_else(own);
        let at = made_at(row);
        InboxEntry {
            key: key('m', row.id(), 0),
            ..entry('m', 0, Matter::Mentioned(words), (link, title, at), self.maker(row))
        }
    }

    fn noted(
        &self,
        row: RowView<'_>,
        definition: &ObjectDefinition,
        follows: &BTreeSet<RecordId>,
    ) -> Option<InboxEntry> {
        let about = about(row).filter(|link| follows.contains(&link.record))?;
        let at = (about.clone(), self.named(about.record)?.1, made_at(row));
        let activity = Link { object: definition.key.to_owned(), record: row.id() };
        let what = Matter::Noted { activity, title: row.title() };
        Some(InboxEntry { key: key('n', row.id(), 0), ..entry('n', 0, what, at, self.maker(row)) })
    }

    fn maker(&self, row: RowView<'_>) -> Option<String> {
        match row.value_of("created_by") {
            Some(Value::Person(person)) => self.name(person),
            _ => None,
        }
    }
}

fn entry(
    letter: char,
    salt: Timestamp,
    what: Matter,
    (link, title, at): (Link, String, Timestamp),
    by: Option<String>,
) -> InboxEntry {
    InboxEntry { key: key(letter, link.record, salt), what, link, title, by, at, read: false }
}

/// The name of an entry: its kind and a digest of its record and what tells it from others of the same (FNV-1a, 64
/// bits, <http://www.isthe.com/chongo/tech/comp/fnv/>). Two entries of one name would be read together.
fn key(letter: char, record: RecordId, salt: Timestamp) -> String {
    let bytes = record.0.into_iter().chain(salt.to_le_bytes());
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{letter}{digest:016x}")
}

fn made_at(row: RowView<'_>) -> Timestamp {
    match row.value_of("created_at") {
        Some(Value::Moment(at)) => at,
        _ => row.modified_at(),
    }
}

fn about(row: RowView<'_>) -> Option<Link> {
    match row.value_of("about") {
        Some(Value::Link(link)) => Some(link),
        _ => None,
    }
}

/// The words around the first place where the person is named.
fn around_mention(
    definition: &ObjectDefinition,
    row: RowView<'_>,
    names: &[&str],
    me: usize,
) -> Option<String> {
    ["body", "description"].into_iter().find_map(|field| {
        let text = row.text(definition.field_code(field)?)?;
        if !text.contains('@') {
            return None;
        }
        let mention = mentions(text, names).into_iter().find(|mention| mention.person == me)?;
        let before: Vec<char> = text[..mention.at.start].chars().rev().take(AROUND).collect();
        let cut = if before.len() == AROUND { "…" } else { "" };
        let start: String = before.into_iter().rev().collect();
        let rest = &text[mention.at.start..];
        let end: String = rest.chars().take(AROUND * 2).collect();
        let more = if end.len() < rest.len() { "…" } else { "" };
        Some(format!("{cut}{}{}{more}", start.trim_start(), end.trim_end()))
    })
}
