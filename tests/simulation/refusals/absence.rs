//! A long time without a network.

use super::{FORBIDDEN, KARIM, RINA, puts, text, world};
use crm_core::document::{self, read};
use crm_core::ids::RecordId;
use crm_core::messages::{Request, View};
use crm_server::log::compaction::FRESH;
use crm_sync::frame::PushedChange;

/// One edit in fifty names what is forbidden; every tenth deal is of another territory by now.
fn moved_away(change: &PushedChange) -> Option<(&'static str, Option<&'static str>)> {
    if change.kind == "deal" && change.doc[0].is_multiple_of(10) {
        return Some(("not-yours", None));
    }
    puts(change, None, FORBIDDEN).then_some(("unknown-field", Some("next_step")))
}

#[test]
fn sixty_days_and_five_thousand_edits_without_a_network_end_with_every_edit_sent_or_listed() {
    const DEALS: u8 = 100;
    const EDITS: usize = 5_000;
    let id = |number: usize| RecordId([u8::try_from(number % usize::from(DEALS)).expect("small"); 16]);
    let mut world = world(20);
    let records = (0..DEALS).map(|number| {
        (
            "deal".to_owned(),
            RecordId([number; 16]),
            vec![("name".to_owned(), text(&format!("Deal {number}")))],
        )
    });
    world.act(KARIM, Request::CreateMany { records: records.collect() });
    world.settle();
    world.set_online(RINA, false);
    world.rule = Some(moved_away);
    for number in 0..EDITS {
        let (field, value) = match number % 50 {
            // Which deal this is changes from round to round.
            7 => ("next_step", FORBIDDEN.to_owned()),
            other if other % 3 == 0 => ("next_step", format!("Step {number}")),
            _ => ("description", format!("Words {number}")),
        };
        let record = id(number + number / usize::from(DEALS));
        let values = vec![(field.to_owned(), text(&value))];
        world.act(RINA, Request::Set { record, values });
    }
    // Meanwhile the team goes on; some of it in the same deals.
    for number in 0..200 {
        let values = vec![("name".to_owned(), text(&format!("Renamed {number}")))];
        world.act(KARIM, Request::Set { record: id(number), values });
    }
    world.leap(60 * 86_400_000);
    world.compact(world.now - FRESH);
    assert_eq!(world.tally.count("log compacted while a device was away"), 1);
    world.set_online(RINA, true);
    world.run_for(10 * 60_000);
    world.settle();
    let relay = world.relay.documents();
    let mine = world.pockets[RINA].disk.documents();
    for (record, (theirs, _)) in &relay {
        assert_eq!(document::heads(&mine[record]), document::heads(theirs), "{record}");
        let deal = read::read(theirs, *record).expect("a stored document reads");
        let moved = record.0[0].is_multiple_of(10);
        assert_eq!(deal.text("description").is_some(), !moved, "{record}");
    }
    let shown = world.pockets[RINA].views.values().find_map(|view| {
        let View::Sync(sync) = view else { return None };
        Some((sync.refused.len(), sync.refused_in_all))
    });
    let (shown, all) = shown.expect("the sync page is watched");
    assert!(shown == 50 && all > 500, "{shown} of {all} are shown");
}
