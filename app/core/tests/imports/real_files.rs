//! Real files go through the importer with counts that add up. The files lie beside the repository; without them
//! the tests say so and pass.

use crate::shelf::{Counts, Shelf, import};
use crm_core::fields::members;
use crm_core::value::Value;
use crm_core::views::record::Record;
use crm_core::views::row::title;
use std::path::Path;

fn read(path: &str) -> Option<Vec<u8>> {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let bytes = std::fs::read(&whole).ok();
    if bytes.is_none() {
        eprintln!("skipped: {path} is not beside the repository");
    }
    bytes
}

#[test]
fn a_sales_pipeline_comes_in_whole_and_a_second_time_makes_nothing() {
    let folder = "maven-crm-sales-opportunities";
    let file = |name: &str| read(&format!("{folder}/{name}"));
    let (Some(accounts), Some(deals), Some(team)) =
        (file("accounts.csv"), file("sales_pipeline.csv"), file("sales_teams.csv"))
    else {
        return;
    };
    let mut shelf = Shelf::default();
    let counts = import(&mut shelf, "accounts.csv", accounts);
    assert_eq!(counts, Counts { created: 85, ..Counts::default() });
    assert_eq!(shelf.of("account").count(), 85);
    let children: Vec<_> = shelf.of("account").filter_map(|record| record.value("parent")).collect();
    assert_eq!(children.len(), 15);
    for parent in children {
        let Value::Link(parent) = parent else { panic!("{parent:?}") };
        assert!(shelf.records.contains_key(&parent.record));
    }
    assert!(shelf.of("account").all(|record| record.text("industry").is_some()));

    let counts = import(&mut shelf, "sales_pipeline.csv", deals.clone());
    assert_eq!(counts, Counts { created: 8_800, ..Counts::default() });
    let deals_in = || shelf.of("deal");
    assert_eq!(deals_in().filter(|deal| deal.value("account").is_none()).count(), 1_425);
    let open = |deal: &&Record| deal.value("close_date").is_none() && deal.value("amount").is_none();
    assert_eq!(deals_in().filter(open).count(), 2_089);
    let in_stage = |stage: &str| deals_in().filter(|deal| deal.text("stage") == Some(stage)).count();
    let stages = ["prospecting", "qualification", "proposal", "closed_won", "closed_lost"].map(in_stage);
    assert_eq!(stages, [500, 1_589, 0, 4_238, 2_473]);
    let first = deals_in().find(|deal| deal.text("external_id") == Some("1C1I7A6R")).expect("the first row");
    assert_eq!(first.text("name"), Some("GTX Plus Basic – Cancity"));
    assert_eq!(
        first.text("description"),
        Some("sales_agent: Moses Frase\nproduct: GTX Plus Basic\nengage_date: 10/20/2016")
    );
    assert_eq!(first.value("close_date"), Some(&Value::Date(17_226)));
    let alone = deals_in().filter(|deal| deal.value("account").is_none());
    assert!(alone.into_iter().all(|deal| {
        let id = deal.text("external_id").expect("every deal has an id");
        deal.text("name").is_some_and(|name| name.ends_with(&format!(" – {id}")))
    }));

    let again = import(&mut shelf, "sales_pipeline.csv", deals);
    assert_eq!(again, Counts { updated: 8_800, ..Counts::default() });

    let counts = import(&mut shelf, "sales_teams.csv", team);
    assert_eq!((counts.created, counts.linked, counts.rejected.len()), (35, 6, 0));
}

#[test]
fn ten_thousand_customers_and_organizations_come_in() {
    let file = |name: &str| read(&format!("datablist-samples/{name}"));
    let (Some(customers), Some(organizations)) =
        (file("customers-10000.csv"), file("organizations-10000.csv"))
    else {
        return;
    };
    let mut shelf = Shelf::default();
    let counts = import(&mut shelf, "organizations-10000.csv", organizations);
    assert_eq!((counts.created, counts.rejected.as_slice()), (10_000, &[][..]));
    assert_eq!(shelf.of("account").count(), 10_000);
    let counts = import(&mut shelf, "customers-10000.csv", customers);
    assert_eq!((counts.created, counts.rejected.as_slice()), (10_000, &[][..]));
    let heather = shelf.of("contact").find(|record| record.text("external_id") == Some("EB54EF1154C3A78"));
    let heather = heather.expect("the first row");
    assert_eq!(title(heather), "Heather Callahan");
    assert_eq!(heather.value("phones").map(members::of).unwrap_or_default().len(), 2);
    let Some(Value::Link(company)) = heather.value("account") else { panic!("{heather:?}") };
    assert_eq!(title(&shelf.records[&company.record]), "Mosley-David");
    let Some(Value::Address(address)) = heather.value("mailing_address") else { panic!("{heather:?}") };
    assert_eq!((address.city.as_str(), address.country.as_str()), ("Lake Jeffborough", "Norway"));
}
