//! A CSV file as rows of cells.

use csv_core::{ReadRecordResult, ReaderBuilder};

/// Rows of cells, all in one piece of memory. The first row is the heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// All cells one after another.
    cells: String,
    /// For each cell the end of it.
    ends: Vec<u32>,
    /// For each row the count of cells up to its end.
    rows: Vec<u32>,
}

/// A file that is no table: empty, or too large to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTable;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How much of a file is looked at to find the delimiter.
const SNIFFED: usize = 64 * 1024;

/// The delimiter of a file: what Excel's `sep=` line says, else the one that parts most lines alike.
pub fn delimiter(text: &str) -> char {
    if let Some(said) = said_delimiter(text) {
        return said;
    }
    let text = &text[..text.floor_char_boundary(SNIFFED.min(text.len()))];
    let mut counts: [Vec<u32>; 4] = Default::default();
    let mut quoted = false;
    let mut line = [0_u32; 4];
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                for (place, count) in line.iter_mut().enumerate() {
                    counts[place].push(std::mem::take(count));
                }
            }
            _ if quoted => {}
            _ => {
                if let Some(place) = DELIMITERS.iter().position(|delimiter| *delimiter == letter) {
                    line[place] += 1;
                }
            }
        }
    }
    for (place, count) in line.iter().enumerate() {
        counts[place].push(*count);
    }
    // Lines that have as many as the heading, then how many the heading has.
    let score = |counts: &Vec<u32>| {
        let heading = counts.iter().copied().find(|count| *count > 0).unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == heading).count();
        if heading == 0 { (0, 0) } else { (alike, heading) }
    };
    let best = (0..4).rev().max_by_key(|place| score(&counts[*place])).unwrap_or(0);
    DELIMITERS[best]
}

fn said_delimiter(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_end();
    let mut rest = line.strip_prefix("sep=")?.chars();
    Some(rest.next().unwrap_or('\t'))
}

/// The text from its heading on: without Excel's `sep=` line and without `#` comment lines before it.
fn from_heading(text: &str) -> &str {
    let mut rest = text;
    if said_delimiter(rest).is_some() {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    while rest.starts_with('#') || rest.starts_with(['\n', '\r']) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

impl Table {
    /// Reads a text with a known delimiter. Quotes, line breaks in quotes and either line ending are understood.
    pub fn read(text: &str, delimiter: char) -> Result<Self, NoTable> {
        let text = from_heading(text);
        if u32::try_from(text.len()).is_err() || text.trim().is_empty() {
            return Err(NoTable);
        }
        let delimiter = u8::try_from(delimiter).map_err(|_| NoTable)?;
        let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut cells: Vec<u8> = Vec::with_capacity(text.len());
        let mut table = Self::default();
        let (mut output, mut ends) = (vec![0; 4096], vec![0; 256]);
        let (mut input, mut wrote, mut ended) = (text.as_bytes(), 0, 0);
        loop {
            let (result, read, out, end) =
                reader.read_record(input, &mut output[wrote..], &mut ends[ended..]);
            input = &input[read..];
            wrote += out;
            ended += end;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => output.resize(output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    let from = cells.len();
                    cells.extend_from_slice(&output[..wrote]);
                    let place = |end: &usize| u32::try_from(from + end).map_err(|_| NoTable);
                    for end in &ends[..ended] {
                        table.ends.push(place(end)?);
                    }
                    table.rows.push(u32::try_from(table.ends.len()).map_err(|_| NoTable)?);
                    (wrote, ended) = (0, 0);
                }
                ReadRecordResult::End => break,
            }
        }
        table.cells = String::from_utf8(cells).map_err(|_| NoTable)?;
        Ok(table)
    }

    /// Rows below the heading.
    pub fn len(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// Whether there is no row below the heading.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells of the heading.
    pub fn headings(&self) -> Vec<&str> {
        self.cells_of(0).map(|heading| heading.trim().trim_start_matches('\u{feff}')).collect()
    }

    /// The cells of a row below the heading, without blanks around them and without the apostrophe that stops
    /// spreadsheets from running a cell. Line breaks stay where a cell has text: an address may begin with an
    /// empty line.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.cells_of(row + 1).map(|cell| super::csv::plain(without_blanks(cell)))
    }

    fn cells_of(&self, row: usize) -> impl Iterator<Item = &str> {
        let cell_count =
            |row: Option<usize>| row.and_then(|row| self.rows.get(row)).map_or(0, |end| *end as usize);
        let from = cell_count(row.checked_sub(1));
        let to = cell_count(Some(row)).max(from);
        (from..to).map(|cell| {
            let start = cell.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
            &self.cells[start..self.ends[cell] as usize]
        })
    }
}

fn without_blanks(cell: &str) -> &str {
    if cell.trim().is_empty() { "" } else { cell.trim_matches([' ', '\t', '\u{a0}']) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let table = Table::read(text, delimiter(text)).expect("a table");
        (0..table.len()).map(|row| table.row(row).map(str::to_owned).collect()).collect()
    }

    #[test]
    fn cells_are_read_as_spreadsheets_write_them() {
        for (text, expected) in [
            ("a,b\n1,2\n", vec![vec!["1", "2"]]),
            ("a;b\r\n1;\"x;y\"\r\n", vec![vec!["1", "x;y"]]),
            ("a\tb\n1\t2", vec![vec!["1", "2"]]),
            ("a,b\n\"two\nlines\",\"say \"\"hi\"\"\"\n", vec![vec!["two\nlines", "say \"hi\""]]),
            ("sep=;\na;b\n1;2\n", vec![vec!["1", "2"]]),
            ("# made by a shop program\nনাম,ফোন\nরিনা,০১৭\n", vec![vec!["রিনা", "০১৭"]]),
            ("a,b\n1\n1,2,3\n", vec![vec!["1"], vec!["1", "2", "3"]]),
            ("a,b\n'=1+1,-5\n", vec![vec!["=1+1", "-5"]]),
            ("name\nRina\n", vec![vec!["Rina"]]),
            ("a,b\n\n1,2\n", vec![vec!["1", "2"]]),
        ] {
            assert_eq!(rows(text), expected, "{text}");
        }
        assert_eq!(Table::read(" \n", ','), Err(NoTable));
    }

    #[test]
    fn commas_inside_cells_do_not_mislead() {
        assert_eq!(delimiter("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n"), ';');
        assert_eq!(delimiter("name,notes\nA,\"x;y;z;x;y\"\nB,\"x;y;z;x;y\"\n"), ',');
        assert_eq!(delimiter("only\none\n"), ',');
    }
}
