//! From the cells of one row to the values of a record.

use crate::commands::{Assignment, Reason, Refusal};
use crate::fields::{Context, Kind, address, fold, members};
use crate::messages::{ImportPlan, ImportTarget, Rejection};
use crate::objects::{self, FieldDefinition, ObjectDefinition};
use crate::value::{Address, Member, Value};
use crate::views::shaping::options::{CustomOption, Own, all_words};
use std::collections::{BTreeMap, HashMap};

/// What a row says, before links and people are looked up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowValues {
    /// The id in the other system.
    pub external_id: Option<String>,
    /// Values by field.
    pub values: BTreeMap<String, Value>,
    /// Titles of linked records by field.
    pub links: Vec<(String, String)>,
    /// Name or e-mail of the owner, with the heading that it stood under.
    pub owner: Option<(String, String)>,
    /// Lines for the description.
    pub lines: Vec<String>,
}

/// How rows of a file are read: the plan, made ready once.
#[derive(Debug)]
pub struct RowReader {
    definition: &'static ObjectDefinition,
    columns: Vec<Column>,
    title_columns: Vec<usize>,
    choices: HashMap<(String, String), String>,
    day_first: bool,
}

#[derive(Debug)]
struct Column {
    heading: String,
    target: ImportTarget,
    field: Option<&'static FieldDefinition>,
    /// What phones and e-mails of the column are for.
    label: &'static str,
    /// What is put behind a bare number: the column says in which unit it is.
    unit: &'static str,
    /// What the team has to choose from in it.
    own: Vec<CustomOption>,
}

/// A word of a choice column made comparable.
pub fn choice_word(cell: &str) -> String {
    fold::words(cell).join(" ")
}

fn label(heading: &str) -> &'static str {
    let heading = super::headings::normalise(heading);
    let among = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if among(&["mobile", "cell", "মোবাইল"]) {
        "mobile"
    } else if among(&["home"]) {
        "home"
    } else if among(&["work", "business", "office"]) {
        "work"
    } else if among(&["other", "secondary"]) {
        "other"
    } else {
        ""
    }
}

impl RowReader {
    /// Makes a plan ready. `None` for an object or a field that does not exist, or a plan of another width.
    pub fn new(plan: &ImportPlan, headings: &[&str], own: Own<'_>) -> Option<Self> {
        let definition = objects::object(&plan.object)?;
        if plan.targets.len() != headings.len() {
            return None;
        }
        let mut columns = Vec::with_capacity(headings.len());
        for (heading, target) in headings.iter().zip(&plan.targets) {
            let field = match target {
                ImportTarget::Field(key)
                | ImportTarget::AddressPart(key, _)
                | ImportTarget::LinkByTitle(key) => Some(definition.field(key)?),
                ImportTarget::Skip | ImportTarget::ExternalId | ImportTarget::Description => None,
            };
            let unit = if heading.to_lowercase().contains("second") { " s" } else { "" };
            let (heading, target) = ((*heading).to_owned(), target.clone());
            let chooses = field.filter(|field| matches!(field.kind, Kind::Choice | Kind::MultiChoice));
            let own = chooses.map(|field| own(definition, field)).unwrap_or_default();
            columns.push(Column { label: label(&heading), heading, target, field, unit, own });
        }
        let choices =
            plan.choices.iter().map(|(field, word, id)| ((field.clone(), word.clone()), id.clone()));
        Some(Self {
            definition,
            columns,
            title_columns: plan.title_columns.iter().map(|place| usize::from(*place)).collect(),
            choices: choices.collect(),
            day_first: plan.day_first,
        })
    }

    /// The object that rows become.
    pub const fn definition(&self) -> &'static ObjectDefinition {
        self.definition
    }

    /// What the cells of a row say. `line` is its number in the file, the heading being 1. `Ok(None)` for a row
    /// without any filled cell.
    pub fn read(
        &self,
        line: u32,
        cells: &[&str],
        context: &Context<'_>,
    ) -> Result<Option<RowValues>, Rejection> {
        if cells.iter().all(|cell| cell.is_empty()) {
            return Ok(None);
        }
        let mut row = RowValues::default();
        let context = Context { day_first: self.day_first, ..context.clone() };
        for (column, cell) in self.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            self.cell(&mut row, column, cell, &context).map_err(|reason| Rejection {
                line,
                column: Some(column.heading.clone()),
                refusal: Refusal { field: column.field.map(|field| field.key.to_owned()), reason },
            })?;
        }
        self.title(&mut row, cells);
        let named = self.definition.title.iter().any(|key| row.values.contains_key(*key));
        if !named {
            let field = self.definition.title.first().map(|key| (*key).to_owned());
            let refusal = Refusal { field, reason: Reason::TitleMissing };
            return Err(Rejection { line, column: None, refusal });
        }
        Ok(Some(row))
    }

    fn cell(
        &self,
        row: &mut RowValues,
        column: &Column,
        cell: &str,
        context: &Context<'_>,
    ) -> Result<(), Reason> {
        match (&column.target, column.field) {
            (ImportTarget::ExternalId, _) => row.external_id = Some(cell.trim().to_owned()),
            (ImportTarget::Description, _) => row.lines.push(line(&column.heading, cell)),
            (ImportTarget::LinkByTitle(key), _) => row.links.push((key.clone(), cell.trim().to_owned())),
            (ImportTarget::AddressPart(key, part), _) => {
                let there =
                    row.values.entry(key.clone()).or_insert_with(|| Value::Address(Address::default()));
                if let Value::Address(there) = there {
                    add_part(there, part, cell);
                }
            }
            (ImportTarget::Field(_), Some(field)) => self.field(row, column, field, cell, context)?,
            (ImportTarget::Field(_) | ImportTarget::Skip, _) => {}
        }
        Ok(())
    }

    fn field(
        &self,
        row: &mut RowValues,
        column: &Column,
        field: &'static FieldDefinition,
        cell: &str,
        context: &Context<'_>,
    ) -> Result<(), Reason> {
        let key = field.key.to_owned();
        if field.kind == Kind::Choice {
            match self.choice(field, &column.own, cell, context) {
                Some(id) => drop(row.values.insert(key, Value::Text(id))),
                None => row.lines.push(line(&column.heading, cell)),
            }
        } else if field.kind == Kind::Person {
            row.owner = Some((column.heading.clone(), cell.trim().to_owned()));
        } else if field.kind == Kind::Computed {
            split_name(&mut row.values, cell.trim());
        } else {
            let bare = !column.unit.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
            let with_unit = bare.then(|| format!("{cell}{}", column.unit));
            let words = all_words(self.definition, field, &column.own);
            let context = Context { choices: &words, ..context.clone() };
            let parsed = field.kind.behaviour().parse(with_unit.as_deref().unwrap_or(cell), &context);
            match parsed.map_err(Reason::BadInput)? {
                Some(Value::Members(members)) => add_members(row, key, members, column.label),
                Some(Value::Address(whole)) => add_address(row, key, whole),
                Some(value) => drop(row.values.insert(key, value)),
                None => {}
            }
        }
        Ok(())
    }

    /// The choice that a cell means: what the person said, else what the word says.
    fn choice(
        &self,
        field: &'static FieldDefinition,
        own: &[CustomOption],
        cell: &str,
        context: &Context<'_>,
    ) -> Option<String> {
        let word = choice_word(cell);
        let said = self.choices.get(&(field.key.to_owned(), word));
        if let Some(said) = said {
            return Some(said.clone()).filter(|said| field.may_hold(said));
        }
        let words = all_words(self.definition, field, own);
        let context = Context { choices: &words, ..context.clone() };
        crate::fields::choice_named(cell, &context).map(str::to_owned)
    }

    /// A name made of the columns that the plan says, where no column is the name: `GTX Basic – Acme`. Where one of
    /// them is empty the id in the other system stands for it.
    fn title(&self, row: &mut RowValues, cells: &[&str]) {
        let Some(key) = self.definition.title.first() else { return };
        if self.title_columns.is_empty() || row.values.contains_key(*key) {
            return;
        }
        let cells = self.title_columns.iter().filter_map(|place| cells.get(*place));
        let mut parts: Vec<&str> = cells.copied().filter(|cell| !cell.is_empty()).collect();
        if parts.len() < self.title_columns.len() {
            parts.extend(row.external_id.as_deref());
        }
        if !parts.is_empty() {
            row.values.insert((*key).to_owned(), Value::Text(parts.join(" – ")));
        }
    }
}

fn line(heading: &str, cell: &str) -> String {
    format!("{heading}: {}", cell.trim())
}

/// A whole address beside columns with parts of it: each part is added to what is there.
fn add_address(row: &mut RowValues, key: String, whole: Address) {
    let there = row.values.entry(key).or_insert_with(|| Value::Address(Address::default()));
    let Value::Address(there) = there else { return };
    let parts = [
        ("street", whole.street),
        ("city", whole.city),
        ("state", whole.state),
        ("postcode", whole.postcode),
        ("country", whole.country),
    ];
    for (part, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
        add_part(there, part, text);
    }
}

/// Two columns for one part (area and town) stand behind each other.
fn add_part(address: &mut Address, part: &str, cell: &str) {
    let there = match part {
        "street" => &address.street,
        "city" => &address.city,
        "state" => &address.state,
        "postcode" => &address.postcode,
        _ => &address.country,
    };
    let both = if there.is_empty() { cell.to_owned() } else { format!("{there}, {cell}") };
    address::set_part(address, part, &both);
}

/// `Rahim Uddin Ahmed` is Rahim Uddin and Ahmed; one word alone is the first name.
fn split_name(values: &mut BTreeMap<String, Value>, name: &str) {
    let (first, last) =
        name.rsplit_once(char::is_whitespace).map_or((name, ""), |(first, last)| (first.trim(), last));
    for (key, part) in [("first_name", first), ("last_name", last)] {
        if !part.is_empty() {
            values.entry(key.to_owned()).or_insert_with(|| Value::Text(part.to_owned()));
        }
    }
}

/// Adds the members of a second column behind those of the first.
fn add_members(row: &mut RowValues, key: String, found: Vec<Member>, label: &'static str) {
    let mut there = row.values.get(&key).map(members::of).unwrap_or_default().to_vec();
    for mut member in found {
        if member.label.is_empty() {
            label.clone_into(&mut member.label);
        }
        if there.iter().all(|other| other.key != member.key) {
            member.order = u8::try_from(there.len()).unwrap_or(u8::MAX);
            there.push(member);
        }
    }
    row.values.insert(key, Value::Members(there));
}

/// The assignments that bring a matched record up to what a row says: members are added, never taken away, and
/// lines stand in the description once.
pub fn updates(
    record: &crate::views::record::Record,
    row: &RowValues,
    text_field: Option<&str>,
) -> Vec<Assignment> {
    let mut found = Vec::new();
    for (key, value) in &row.values {
        let value = match (record.value(key), value) {
            (Some(Value::Members(there)), Value::Members(wanted)) => {
                let mut all = there.clone();
                for member in wanted.iter().filter(|wanted| there.iter().all(|other| other.key != wanted.key))
                {
                    let order = u8::try_from(all.len()).unwrap_or(u8::MAX);
                    all.push(Member { order, ..member.clone() });
                }
                Value::Members(all)
            }
            _ => value.clone(),
        };
        found.push((key.clone(), Some(value)));
    }
    if let Some(field) = text_field {
        let there = record.text(field).unwrap_or_default();
        let missing: Vec<&str> =
            row.lines.iter().map(String::as_str).filter(|line| !there.contains(line)).collect();
        if !missing.is_empty() {
            found.retain(|(key, _)| key != field);
            let joined = missing.join("\n");
            let text = if there.is_empty() { joined } else { format!("{there}\n{joined}") };
            found.push((field.to_owned(), Some(Value::Text(text))));
        }
    }
    found
}

/// The assignments of a new record.
pub fn creations(row: &RowValues, text_field: Option<&str>) -> Vec<Assignment> {
    let mut values = row.values.clone();
    if let Some(field) = text_field.filter(|_| !row.lines.is_empty()) {
        let mut lines: Vec<&str> = values.get(field).and_then(crate::fields::text::of).into_iter().collect();
        lines.extend(row.lines.iter().map(String::as_str));
        let text = lines.join("\n");
        values.insert(field.to_owned(), Value::Text(text));
    }
    values.into_iter().map(|(key, value)| (key, Some(value))).collect()
}

/// The field that takes lines which belong nowhere else.
pub fn text_field(definition: &ObjectDefinition) -> Option<&'static str> {
    let long = |key: &str| definition.field(key).filter(|field| field.kind == Kind::LongText);
    long("description").or_else(|| long("body")).map(|field| field.key)
}
