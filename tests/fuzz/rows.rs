//! Stored rows, damaged: they are skipped or read, by everything that lists are made of.

use crate::{Damage, damaged, long_enough, sample};
use crm_core::views::query::Query;
use crm_core::views::row::{self, RowView};
use crm_engine::rows::Rows;

#[test]
fn rows() {
    let records = sample();
    let page: Vec<u8> = records.iter().take(12).flat_map(row::pack).collect();
    bolero::check!().with_type::<Damage>().with_test_time(long_enough()).for_each(|damage| {
        let bytes = damaged(&page, damage);
        let mut at = 0;
        while let Some((view, length)) = bytes.get(at..).and_then(RowView::read) {
            assert!(length > 0, "reading goes on");
            at += length;
            let _ = (view.title(), view.modified_at(), view.deleted(), view.conflicts().len());
            for (code, _) in view.fields() {
                let _ = (view.value(code), view.text(code));
            }
        }
        let mut rows = Rows::default();
        rows.load_page(1, &bytes);
        rows.loaded();
        for object in ["account", "contact", "lead", "deal", "task"] {
            let found = rows.list(&Query::all(object), 0, 50);
            assert!(found.rows.len() <= 50);
        }
        rows.prepare_search(100);
        let _ = rows.search("রহিম ltd", None, 10);
    });
}
