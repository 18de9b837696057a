//! Files that somebody sends: any bytes make a table or none; what a table says is said again when it is written and
//! read; and an import counts every row once.

use crate::{Damage, damaged, long_enough};
use crm_core::exchange::csv::{begin, plain, push_line};
use crm_core::exchange::importer::{Book, Importer};
use crm_core::exchange::preview::look;
use crm_core::exchange::table::Table;
use crm_core::fields::Context;
use crm_core::ids::{PersonId, RecordId};

const FILE: &str = "Contact Id,First Name,Last Name,E-mail,Phone,Amount,Closing Date,Account Name\r\n\
    1,Rina,\"Akter, Mrs\",rina@example.org,01711-000000,\"12,34,567.50\",31/12/2026,Padma Traders\r\n\
    2,\"রহিম \"\"ভাই\"\"\",মিয়া,,+880 1711 000001,৳ ৫০০,2026-12-31,=HYPERLINK(\"x\")\r\n\
    3,,,,,,,\r\n";

/// A book in which nothing is found.
#[derive(Default)]
struct Nothing(u128);

impl Book for Nothing {
    fn by_external_id(&self, _: &str, _: &str) -> Option<RecordId> {
        None
    }
    fn by_email(&self, _: &str, _: &str) -> Option<RecordId> {
        None
    }
    fn by_title(&self, _: &str, _: &str) -> Option<RecordId> {
        None
    }
    fn person(&self, _: &str) -> Option<PersonId> {
        None
    }
    fn fresh(&mut self) -> RecordId {
        self.0 += 1;
        RecordId(self.0.to_be_bytes())
    }
}

fn import(bytes: Vec<u8>) {
    let context = Context::BANGLADESH;
    let Ok(looked) = look("contacts.csv", bytes, &context, &|_, _| Vec::new()) else { return };
    let mut book = Nothing::default();
    if let Some(mut importer) =
        Importer::new(&looked.table, &looked.preview.plan, &context, &|_, _| Vec::new())
    {
        for place in 0..looked.table.len() {
            let _ = importer.step(&looked.table, place, &context, &mut book);
        }
        let _ = importer.finish();
    }
    written_again(&looked.table);
}

/// A cell may have lost the apostrophe that keeps a spreadsheet from running it, nothing else.
fn written_again(table: &Table) {
    let headings = table.headings();
    if headings.iter().all(|heading| heading.trim().is_empty()) || headings.len() < 2 {
        return;
    }
    let mut file = begin(headings.iter().copied());
    for row in 0..table.len() {
        push_line(&mut file, table.row(row));
    }
    let Ok(again) = Table::read(file.trim_start_matches('\u{feff}'), ',') else { return };
    for row in 0..table.len().min(again.len()) {
        for (was, is) in table.row(row).zip(again.row(row)) {
            assert_eq!(plain(is), plain(was), "row {row}");
        }
    }
}

#[test]
fn csv() {
    import(FILE.as_bytes().to_vec());
    // Found: a row with one cell, and that empty, was written as no row.
    import(b"Name,Phone\nRina,1\n\t\nKarim,2\n".to_vec());
    bolero::check!().with_type::<(bool, Damage, Vec<u8>)>().with_test_time(long_enough()).for_each(
        |(near, damage, loose)| import(if *near { damaged(FILE.as_bytes(), damage) } else { loose.clone() }),
    );
}
