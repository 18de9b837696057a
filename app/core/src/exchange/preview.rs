//! Looks at a file and proposes what to do with it.

use super::headings::{self, normalise};
use super::presets::{self, Column};
use super::row;
use super::table::{NoTable, Table, delimiter};
use crate::fields::{Context, Kind, digits, fold};
use crate::messages::{ImportColumn, ImportPlan, ImportPreview, ImportTarget};
use crate::objects::{self, ObjectDefinition};
use crate::views::shaping::options::{Own, all_words};
use std::collections::BTreeSet;

/// Rows shown before an import.
const SAMPLE_ROWS: usize = 5;
/// Most words of one choice column that a person is asked about.
const MOST_WORDS: usize = 200;

/// Words in file names and the object that they speak of.
const FILE_WORDS: &[(&str, &str)] = &[
    ("task", "task"),
    ("call", "call"),
    ("meeting", "meeting"),
    ("event", "meeting"),
    ("note", "note"),
    ("lead", "lead"),
    ("deal", "deal"),
    ("opportunit", "deal"),
    ("potential", "deal"),
    ("pipeline", "deal"),
    ("account", "account"),
    ("compan", "account"),
    ("organi", "account"),
    ("contact", "contact"),
    ("customer", "contact"),
    ("people", "contact"),
    ("গ্রাহক", "contact"),
    ("লিড", "lead"),
    ("ডিল", "deal"),
];

/// A file as the importer reads it, with what is known of it.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The rows.
    pub table: Table,
    /// What to show before the import.
    pub preview: ImportPreview,
}

/// Looks at the bytes of a file.
pub fn look(name: &str, bytes: Vec<u8>, context: &Context<'_>, own: Own<'_>) -> Result<Looked, NoTable> {
    let decoded = super::encoding::decode(bytes);
    let delimiter = delimiter(&decoded.text);
    let table = Table::read(&decoded.text, delimiter)?;
    if table.headings().iter().all(|heading| heading.is_empty()) {
        return Err(NoTable);
    }
    let plan = propose(name, &table, context, own);
    let mut filled = vec![0_u32; table.headings().len()];
    for row in 0..table.len() {
        for (count, cell) in filled.iter_mut().zip(table.row(row)) {
            *count += u32::from(!cell.is_empty());
        }
    }
    let headings = table.headings().into_iter().map(str::to_owned);
    let columns = headings.zip(filled).map(|(heading, filled)| ImportColumn { heading, filled }).collect();
    let sample =
        (0..table.len().min(SAMPLE_ROWS)).map(|row| table.row(row).map(str::to_owned).collect()).collect();
    let preview = ImportPreview {
        name: name.to_owned(),
        rows: u32::try_from(table.len()).unwrap_or(u32::MAX),
        encoding: decoded.encoding.to_owned(),
        delimiter,
        columns,
        sample,
        plan,
    };
    Ok(Looked { table, preview })
}

/// What to do with a table: the object that fits best, and what each column is.
pub fn propose(name: &str, table: &Table, context: &Context<'_>, own: Own<'_>) -> ImportPlan {
    let normalised: Vec<String> = table.headings().into_iter().map(normalise).collect();
    let object = match presets::of(&normalised) {
        Some(preset) => preset.object,
        None => guess(name, &table.headings()),
    };
    propose_for(object, table, context, own)
}

/// What to do with a table whose rows are of a known object; for a person who chose another object.
pub fn propose_for(object: &str, table: &Table, context: &Context<'_>, own: Own<'_>) -> ImportPlan {
    let headings = table.headings();
    let normalised: Vec<String> = headings.iter().copied().map(normalise).collect();
    let preset = presets::of(&normalised).filter(|preset| preset.object == object);
    let definition = objects::object(object).unwrap_or(objects::CATALOGUE[0]);
    let by_preset = |heading: &String| {
        let (_, column) = preset?.columns.iter().find(|(known, _)| known == heading)?;
        Some(target(*column))
    };
    let mut targets: Vec<ImportTarget> = normalised
        .iter()
        .map(|heading| by_preset(heading).or_else(|| headings::target(definition, heading)))
        .map(|target| target.unwrap_or(ImportTarget::Description))
        .collect();
    once_each(definition, &mut targets);
    let place = |wanted: &&str| normalised.iter().position(|heading| heading == wanted);
    let title_columns = preset.map_or(&[][..], |preset| preset.title).iter().filter_map(place);
    let title_columns = title_columns.filter_map(|place| u16::try_from(place).ok()).collect();
    let day_first = day_first(definition, &targets, table).unwrap_or(context.day_first);
    let choices = choices(definition, &targets, table, context, own);
    ImportPlan { object: definition.key.to_owned(), targets, day_first, title_columns, choices }
}

fn target(column: Column) -> ImportTarget {
    match column {
        Column::ExternalId => ImportTarget::ExternalId,
        Column::Field(key) => ImportTarget::Field(key.to_owned()),
        Column::Part(key, part) => ImportTarget::AddressPart(key.to_owned(), part.to_owned()),
        Column::Link(key) => ImportTarget::LinkByTitle(key.to_owned()),
        Column::Line => ImportTarget::Description,
    }
}

/// The object that most headings fit; the file's name decides first.
fn guess(name: &str, headings: &[&str]) -> &'static str {
    let name = fold::fold(name);
    let named =
        FILE_WORDS.iter().find(|(word, _)| name.contains(&fold::fold(word))).map(|(_, object)| *object);
    let score = |definition: &&&'static ObjectDefinition| {
        let found: BTreeSet<String> = headings
            .iter()
            .filter_map(|heading| match headings::target(definition, heading)? {
                ImportTarget::Field(key) | ImportTarget::LinkByTitle(key) => Some(key),
                ImportTarget::AddressPart(key, part) => Some(format!("{key} {part}")),
                ImportTarget::Skip | ImportTarget::ExternalId | ImportTarget::Description => None,
            })
            .collect();
        let says =
            headings.iter().filter(|heading| headings::names_object(heading) == Some(definition.key)).count();
        let titled = definition.title.iter().any(|key| found.contains(*key)) || found.contains("full_name");
        found.len() + 2 * says + 3 * usize::from(titled) + 6 * usize::from(named == Some(definition.key))
    };
    // Later objects win ties in max_by_key, and contacts are what most files hold.
    let order = objects::CATALOGUE.iter().rev();
    order.max_by_key(score).map_or("contact", |definition| definition.key)
}

/// A field is filled by one column, unless it can hold several; a second column becomes a line in the description.
fn once_each(definition: &ObjectDefinition, targets: &mut [ImportTarget]) {
    let has = |targets: &[ImportTarget], key: &str| targets.contains(&ImportTarget::Field(key.to_owned()));
    if has(targets, "first_name") || has(targets, "last_name") {
        for target in
            targets.iter_mut().filter(|target| **target == ImportTarget::Field("full_name".to_owned()))
        {
            *target = ImportTarget::Skip;
        }
    }
    let mut seen = BTreeSet::new();
    for target in targets {
        let key = match target {
            ImportTarget::Field(key) | ImportTarget::LinkByTitle(key) => key.clone(),
            ImportTarget::ExternalId => String::from("external_id"),
            ImportTarget::Skip | ImportTarget::AddressPart(..) | ImportTarget::Description => continue,
        };
        let kind = definition.field(&key).map(|field| field.kind);
        let several = matches!(kind, Some(Kind::Emails | Kind::Phones | Kind::Tags | Kind::MultiChoice));
        if !seen.insert(key) && !several {
            *target = ImportTarget::Description;
        }
    }
}

/// Whether dates are written day first, where any date of the file tells.
fn day_first(definition: &ObjectDefinition, targets: &[ImportTarget], table: &Table) -> Option<bool> {
    let is_date = |target: &ImportTarget| {
        let ImportTarget::Field(key) = target else { return false };
        definition.field(key).is_some_and(|field| matches!(field.kind, Kind::Date | Kind::DateTime))
    };
    let dates: Vec<bool> = targets.iter().map(is_date).collect();
    for row in 0..table.len() {
        for (cell, _) in table.row(row).zip(&dates).filter(|(_, is_date)| **is_date) {
            let cell = digits::latin(cell);
            let mut numbers =
                cell.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
            let (Some(first), Some(second)) = (numbers.next(), numbers.next()) else { continue };
            let (Ok(first), Ok(second)) = (first.parse::<u16>(), second.parse::<u16>()) else { continue };
            match (first, second) {
                (13..=31, 1..=12) => return Some(true),
                (1..=12, 13..=31) => return Some(false),
                _ => {}
            }
        }
    }
    None
}

/// Every word of the choice columns with the choice it stands for; an empty id where it stands for none.
fn choices(
    definition: &'static ObjectDefinition,
    targets: &[ImportTarget],
    table: &Table,
    context: &Context<'_>,
    own: Own<'_>,
) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (place, target) in targets.iter().enumerate() {
        let ImportTarget::Field(key) = target else { continue };
        let Some(field) = definition.field(key).filter(|field| field.kind == Kind::Choice) else { continue };
        let cells = (0..table.len()).filter_map(|row| table.row(row).nth(place));
        let mut words = BTreeSet::new();
        for cell in cells.filter(|cell| !cell.is_empty()) {
            let word = row::choice_word(cell);
            if words.len() < MOST_WORDS && !words.contains(&word) {
                words.insert(word);
            }
        }
        let own = own(definition, field);
        let known = all_words(definition, field, &own);
        let context = Context { choices: &known, ..context.clone() };
        for word in words {
            let id = crate::fields::choice_named(&word, &context).unwrap_or_default().to_owned();
            found.push((key.clone(), word, id));
        }
    }
    found
}
