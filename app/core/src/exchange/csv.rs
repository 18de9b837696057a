//! Lists as CSV files that no spreadsheet will run.

use crate::fields::{Context, Kind};
use crate::objects::{ObjectDefinition, names};
use crate::value::Value;
use crm_planted::{Bug, planted};

/// What spreadsheets take for the beginning of a formula.
fn may_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

fn is_plain_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// A cell without the apostrophe that [`push_cell`] puts before what could run.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if may_run(rest) => rest,
        _ => cell,
    }
}

/// Adds a cell, quoted where needed and with an apostrophe before what a spreadsheet could run.
fn push_cell(line: &mut String, cell: &str) {
    let apostrophe =
        if may_run(cell) && !is_plain_number(cell) && !planted(Bug::FormulaRuns) { "'" } else { "" };
    if cell.contains([',', '"', '\n', '\r', '\t', ';']) || cell.starts_with(' ') || cell.ends_with(' ') {
        line.push('"');
        line.push_str(apostrophe);
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(apostrophe);
        line.push_str(cell);
    }
}

/// Adds a line to a file.
pub fn push_line<'a>(file: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    let begun = file.len();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        push_cell(file, cell);
    }
    // One empty cell would be an empty line, which readers pass over.
    if file.len() == begun {
        file.push_str("\"\"");
    }
    file.push_str("\r\n");
}

/// The beginning of a file: a byte order mark, so that spreadsheets read Bangla, and the headings.
pub fn begin<'a>(headings: impl IntoIterator<Item = &'a str>) -> String {
    let mut file = String::from('\u{feff}');
    push_line(&mut file, headings);
    file
}

/// The cell of one field. `title` gives the title of a linked record, `person` the name of a person.
pub fn cell(
    definition: &ObjectDefinition,
    key: &str,
    value: Option<&Value>,
    context: &Context<'_>,
    language: usize,
    title: &impl Fn(&Value) -> Option<String>,
) -> String {
    let (Some(field), Some(value)) = (definition.field(key), value) else { return String::new() };
    if matches!(field.kind, Kind::Link | Kind::LinkAny | Kind::Person)
        && let Some(title) = title(value)
    {
        return title;
    }
    // What the team calls choices, whoever asks knows.
    let mut words = context.choices.to_vec();
    if !field.custom() {
        words.extend(names::choice_words(definition.key, field, language));
    }
    field.kind.behaviour().csv(value, &Context { choices: &words, ..context.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::table::Table;

    #[test]
    fn a_row_of_one_empty_cell_is_a_row() {
        let mut file = begin(["x"]);
        for cell in ["1", "", "3"] {
            push_line(&mut file, [cell]);
        }
        assert_eq!(file, "\u{feff}x\r\n1\r\n\"\"\r\n3\r\n");
        let table = Table::read(&file, ',').expect("a table");
        let cells: Vec<&str> = (0..table.len()).flat_map(|row| table.row(row)).collect();
        assert_eq!(cells, ["1", "", "3"]);
    }

    #[test]
    fn what_could_run_is_defused_and_comes_back_whole() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+8801711", "'+8801711"),
            ("-5", "-5"),
            ("-5.25", "-5.25"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("two\nlines", "\"two\nlines\""),
            ("a, b", "\"a, b\""),
            ("'quoted'", "'quoted'"),
            ("রিনা", "রিনা"),
        ] {
            let mut file = begin(["x", "y"]);
            push_line(&mut file, [cell, ""]);
            assert_eq!(file, format!("\u{feff}x,y\r\n{written},\r\n"), "{cell}");
            let table = Table::read(&file, ',').expect("a table");
            assert_eq!(table.row(0).next(), Some(cell), "{cell}");
            assert_eq!(table.headings(), ["x", "y"]);
        }
    }
}
