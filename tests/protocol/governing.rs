//! Another policy is in force: records come and go, for those who listen and for those who come back.

use crate::office::{KARIMS, MANAGERS, Office, RINAS, accepted};
use crm_core::fields::FilterOperator;
use crm_core::ids::{RuleId, TerritoryId};
use crm_core::policy::{Audience, Criterion, LEADING, Level, SELLING, Shared, SharingRule, Territory};
use crm_core::views::query::Filter;
use crm_tests::sheet::text;

#[tokio::test]
async fn a_territory_takes_records_in_by_what_their_fields_hold() {
    let mut office = Office::open().await;
    let (karim, north) = (office.karim.line.caller.person, TerritoryId([1; 16]));
    let name = Filter {
        field: "name".to_owned(),
        operator: FilterOperator::Contains,
        argument: Some(text("Rajshahi")),
    };
    office
        .team
        .govern(office.administrator, |policy| {
            let criteria = vec![Criterion { object: "deal".to_owned(), filters: vec![name] }];
            policy.territories.push(Territory {
                id: north,
                name: "North".to_owned(),
                parent: None,
                criteria,
            });
            let member = policy.members.iter_mut().find(|member| member.person.0 == karim);
            member.expect("a member").territories.push(north);
        })
        .await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    let places = office.karim.place;
    for (name, falls_in) in
        [("Rice for Rajshahi", true), ("Rice for Khulna", false), ("Rajshahi mangoes", true)]
    {
        let change = deal.set(RINAS, &[("name", text(name))]);
        accepted(&mut office.rina, change).await;
        assert_eq!(office.hold(&deal).await, [true, true, falls_in], "{name}");
        let change = deal.set(RINAS, &[("stage", text(if falls_in { "proposal" } else { "negotiation" }))]);
        accepted(&mut office.rina, change).await;
        assert_eq!(office.hold(&deal).await, [true, true, falls_in], "edited where it lies");
    }
    office.karim.place = places;
    assert_eq!(office.hold_later(&deal).await, [true, true, true]);
    let change = deal.set(KARIMS, &[("stage", text("closed_won"))]);
    accepted(&mut office.karim, change).await;
}

#[tokio::test]
async fn a_sharing_rule_brings_records_while_it_is_in_force() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let account = office.of_rina("account", 2, &[("name", text("Padma"))]).await;
    let before = office.karim.place;
    let rule = |what| SharingRule {
        id: RuleId([5; 16]),
        name: "deals for all".to_owned(),
        object: "deal".to_owned(),
        what,
        to: Audience::Role(SELLING),
        level: Level::Read,
    };
    for what in [Shared::OwnedBy(Audience::Role(SELLING)), Shared::Where(Vec::new())] {
        office.team.govern(office.administrator, |policy| policy.rules = vec![rule(what)]).await;
        assert_eq!(office.hold(&deal).await, [true, true, true]);
        assert_eq!(office.hold(&account).await, [true, true, false], "the rule is about deals");
        let during = office.karim.place;
        office.team.govern(office.administrator, |policy| policy.rules.clear()).await;
        assert_eq!(office.hold(&deal).await, [true, true, false]);
        // Also from before it came: a device may have broken off while it was brought.
        for place in [during, before] {
            office.karim.place = place;
            office.karim.reconnect(&office.team).await;
            assert!(office.karim.news().await.contains(&(deal.record, "leave")));
        }
        assert_eq!(office.hold_later(&deal).await, [true, true, false]);
    }
}

#[tokio::test]
async fn who_comes_to_stand_above_others_gets_their_records() {
    let mut office = Office::open().await;
    let karim = office.karim.line.caller.person;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let before = office.karim.place;
    for (role, sees) in [(LEADING, true), (SELLING, false)] {
        office
            .team
            .govern(office.administrator, |policy| {
                let member = policy.members.iter_mut().find(|member| member.person.0 == karim);
                member.expect("a member").role = Some(role);
            })
            .await;
        assert_eq!(office.hold(&deal).await, [true, true, sees]);
    }
    office.karim.place = before;
    assert_eq!(office.hold_later(&deal).await, [true, true, false]);
}

#[tokio::test]
async fn a_workspace_is_opened_and_made_private_again() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.team.govern(office.administrator, |policy| policy.open = true).await;
    assert_eq!(office.hold(&deal).await, [true, true, true]);
    let open = office.karim.place;
    let mut other = office.of_rina("contact", 2, &[("last_name", text("Akter"))]).await;
    assert_eq!(office.hold(&other).await, [true, true, true], "made while it was open");
    office.team.govern(office.administrator, |policy| policy.open = false).await;
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    assert_eq!(office.hold(&other).await, [true, true, false]);
    let later = office.of_rina("lead", 3, &[("last_name", text("Begum"))]).await;
    office.karim.news().await;
    office.karim.place = open;
    office.karim.reconnect(&office.team).await;
    let told = [(deal.record, "leave"), (other.record, "leave")];
    assert_eq!(office.karim.news().await, told, "nothing of what is new since then");
    assert!(!office.karim.holds(&later));
    let change = other.set(MANAGERS, &[("first_name", text("Rina"))]);
    accepted(&mut office.manager, change).await;
    assert_eq!(office.hold_later(&other).await, [true, true, false]);
}
