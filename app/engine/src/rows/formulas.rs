//! Fields that formulas of the team fill: worked out whenever a row is put together, and shown in rows in the place of what
//! was typed. Where there are no formulas nothing is kept and nothing is done.

use super::{Rows, Slot};
use crm_core::ids::{Day, FieldKey, ObjectKey, RecordId};
use crm_core::objects::custom::Code;
use crm_core::objects::{self, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::formula::{Formula, parse};
use crm_core::views::row::{self, RowView};
use crm_core::views::shaping::fields::CustomField;
use std::collections::HashSet;

/// A field with its formula; without where that gives nothing to this person.
type Said = (ObjectKey, FieldKey, Option<String>);

/// The formulas of the book.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    /// As they are kept: another text is another formula.
    said: Vec<Said>,
    known: Vec<OfObject>,
    /// The day for which they were worked out.
    today: Day,
    /// Records that changed and that others may read.
    stale: HashSet<RecordId>,
}

/// The formulas of an object.
#[derive(Debug)]
struct OfObject {
    /// The code of the object in rows.
    code: u8,
    /// `None` where it gives nothing to this person.
    fields: Vec<(Code, Option<Formula>)>,
}

impl OfObject {
    fn any(&self, which: impl Fn(&Formula) -> bool) -> bool {
        self.fields.iter().any(|(_, formula)| formula.as_ref().is_some_and(&which))
    }
}

impl Formulas {
    /// A row as it is shown came, changed or went.
    pub(super) fn touched(&mut self, row: RowView<'_>) {
        let code = row.object_code();
        let reads = |formula: &Formula| formula.reads_of_others().any(|(object, _)| object.code() == code);
        if self.known.iter().any(|one| one.any(reads)) {
            self.stale.insert(row.id());
        }
    }
}

impl Rows {
    /// Whether formulas give something else on another day.
    pub fn formulas_move(&self) -> bool {
        self.formulas.known.iter().any(|one| one.any(Formula::moves))
    }

    /// The row with what formulas give in it; `None` where its object has none.
    pub(super) fn with_formulas(&self, row: RowView<'_>) -> Option<Vec<u8>> {
        let code = row.object_code();
        let of = self.formulas.known.iter().find(|one| one.code == code)?;
        let held = |key: &str| row.value_of(key);
        let linked = |record: RecordId, key: &str| {
            let row = self.get(self.lead(record)).filter(|row| !row.deleted())?;
            Some(row.value_of(key))
        };
        let today = self.formulas.today;
        let given = |(code, formula): &(Code, Option<Formula>)| {
            (*code, formula.as_ref().and_then(|formula| formula.work_out(&held, &linked, today)))
        };
        let values: Vec<(Code, Option<Value>)> = of.fields.iter().map(given).collect();
        Some(row::worked_out(row, &values))
    }

    /// Works out what may have changed, and shows it. Whoever changed rows calls it before they are shown, after
    /// [`Rows::settle_merged`] and [`Rows::settle_scores`]. A formula that reads a field which this person does not read, or
    /// that fills one, gives nothing here: `reads` says which they do. Whether rows changed.
    pub fn settle_formulas(&mut self, reads: &dyn Fn(&str, &str) -> bool) -> bool {
        let none = self.shaping().fields.iter().all(|field| field.formula.is_empty());
        if none && self.formulas.known.is_empty() {
            return false;
        }
        let mut slots = self.take_formulas(reads);
        let today = self.today.0;
        if std::mem::replace(&mut self.formulas.today, today) != today {
            slots.extend(self.of_objects(|one| one.any(Formula::moves)));
        }
        slots.extend(self.reading_what_is_stale());
        slots.sort_unstable();
        slots.dedup();
        self.about_to_replace(slots.len());
        for slot in &slots {
            let own: Box<[u8]> = self.entry(*slot).stored().into();
            self.replace(*slot, RowView::trusted(&own));
        }
        // What formulas give is read by no other.
        self.formulas.stale.clear();
        !slots.is_empty()
    }

    /// Where the formulas are others than before: the rows of all objects that have some, or had.
    fn take_formulas(&mut self, reads: &dyn Fn(&str, &str) -> bool) -> Vec<Slot> {
        let fields = &self.shaping().fields;
        let filled = |field: &&CustomField| !field.formula.is_empty() && !field.retired;
        let worked_out = |object: &str, key: &str| {
            fields.iter().any(|one| one.object == object && one.key == key && !one.formula.is_empty())
        };
        let formula = |field: &CustomField, object: &'static ObjectDefinition, code: Code| {
            let formula = parse(object, &field.formula, code.kind()?).ok()?;
            let own = formula.reads().map(|one| (object, one));
            let sees = { own.chain(formula.reads_of_others()) }
                .all(|(of, one)| reads(of.key, one.key) && !worked_out(of.key, one.key));
            (sees && reads(object.key, &field.key)).then_some(formula)
        };
        let found = fields.iter().filter(filled).filter_map(|field| {
            let (object, code) = (objects::object(&field.object)?, field.code()?);
            Some((field, object.code(), code, formula(field, object, code)))
        });
        let found: Vec<(&CustomField, u8, Code, Option<Formula>)> = found.collect();
        let said: Vec<Said> = { found.iter() }
            .map(|(field, .., formula)| {
                let text = formula.as_ref().map(|_| field.formula.clone());
                (field.object.clone(), field.key.clone(), text)
            })
            .collect();
        if said == self.formulas.said {
            return Vec::new();
        }
        let mut known: Vec<OfObject> = Vec::new();
        for (_, code, field, formula) in found {
            match known.iter_mut().find(|one| one.code == code) {
                Some(one) => one.fields.push((field, formula)),
                None => known.push(OfObject { code, fields: vec![(field, formula)] }),
            }
        }
        let mut slots = self.of_objects(|_| true);
        (self.formulas.said, self.formulas.known) = (said, known);
        slots.extend(self.of_objects(|_| true));
        slots
    }

    /// The rows of objects whose formulas are such.
    fn of_objects(&self, which: impl Fn(&OfObject) -> bool) -> Vec<Slot> {
        let codes: Vec<u8> =
            self.formulas.known.iter().filter(|one| which(one)).map(|one| one.code).collect();
        let rows = self.entries.iter().zip(0..);
        let of = rows.filter(|(entry, _)| codes.contains(&RowView::trusted(&entry.row).object_code()));
        of.map(|(_, slot)| slot).collect()
    }

    /// The rows whose formulas read a record that changed.
    fn reading_what_is_stale(&self) -> Vec<Slot> {
        let stale = &self.formulas.stale;
        if stale.is_empty() {
            return Vec::new();
        }
        let all = self.of_objects(|one| one.any(|formula| formula.reads_of_others().next().is_some()));
        let reads = |slot: &Slot| row::links(self.view(*slot)).iter().any(|record| stale.contains(record));
        all.into_iter().filter(reads).collect()
    }
}
