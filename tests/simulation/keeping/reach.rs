//! What a choice brings follows from whom a person leads, which territories they have and what they see.

use super::{EVERYTHING, MINE, QUIET, RINA};
use super::{here, id, make, owner, set, text};
use crate::world::World;
use crm_core::fields::FilterOperator;
use crm_core::ids::{PersonId, TerritoryId};
use crm_core::messages::Request;
use crm_core::policy::{Criterion, Territory};
use crm_core::value::Value;
use crm_core::views::keeping::Keeping;
use crm_core::views::query::Filter;
use std::collections::BTreeSet;

const REP: usize = 2;
const NORTH: TerritoryId = TerritoryId([4; 16]);

/// An administrator, a manager and somebody who sells, who sees what lies in the north, too.
fn private_team(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 1, 2]);
    let rep = PersonId(world.relay.member(REP).person);
    let argument = Some(Value::Text("north".to_owned()));
    let filter = Filter { field: "name".to_owned(), operator: FilterOperator::Contains, argument };
    let criteria = vec![Criterion { object: "account".to_owned(), filters: vec![filter] }];
    let now = world.now;
    world.relay.govern(
        |policy| {
            policy.territories.push(Territory {
                id: NORTH,
                name: "North".to_owned(),
                parent: None,
                criteria,
            });
            let rep = policy.members.iter_mut().find(|member| member.person == rep).expect("a member");
            rep.territories.push(NORTH);
        },
        now,
    );
    world.news_for_all();
    let (managers, reps) = (owner(&world, 1), owner(&world, REP));
    make(&mut world, "account", id(1), vec![text("name", "Of the rep"), reps]);
    make(&mut world, "account", id(2), vec![text("name", "Far north"), managers.clone()]);
    make(&mut world, "account", id(3), vec![text("name", "Near north"), managers.clone()]);
    make(&mut world, "account", id(4), vec![text("name", "South"), managers]);
    world.settle();
    world
}

#[test]
fn territories_and_the_people_below_count_and_another_policy_is_followed() {
    let mut world = private_team(40);
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1), id(2), id(3)]));
    world.act(REP, Request::Keep(MINE));
    world.run_for(5_000);
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1)]));
    world.act(REP, Request::Keep(Keeping { mine: false, territories: true, days: None }));
    world.settle();
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1), id(2), id(3)]), "what is assigned stays");
    world.act(RINA, Request::Keep(MINE));
    world.run_for(5_000);
    assert_eq!(
        here(&mut world, RINA),
        BTreeSet::from([id(1)]),
        "the administrator stands beside the manager"
    );
    world.act(1, Request::Keep(MINE));
    world.run_for(5_000);
    assert_eq!(here(&mut world, 1).len(), 4, "the manager owns three, and leads the owner of the fourth");
    let now = world.now;
    world.relay.govern(|policy| policy.territories[0].criteria.truncate(0), now);
    world.news_for_all();
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, REP), BTreeSet::from([id(1)]));
    let rina = PersonId(world.relay.member(RINA).person);
    world.relay.govern(
        |policy| {
            let role = policy.roles.iter().find(|role| role.parent.is_none()).expect("a role on top").id;
            let peers = policy.roles.iter_mut().find(|one| one.id == role).expect("the same");
            peers.peers = true;
            assert_eq!(policy.member(rina).and_then(|member| member.role), Some(role));
        },
        now,
    );
    world.news_for_all();
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, RINA).len(), 4, "who leads more keeps more");
}

#[test]
fn what_left_its_persons_sight_while_more_was_chosen_does_not_stay() {
    for (seed, gap) in [(50, 0), (51, 40), (52, 120), (53, 400), (54, 1_500)] {
        let mut world = private_team(seed);
        world.act(REP, Request::Keep(Keeping { mine: false, territories: true, days: Some(365) }));
        world.settle();
        world.set_online(REP, false);
        world.run_for(500);
        world.act(REP, Request::Keep(EVERYTHING));
        world.set_online(REP, true);
        world.run_for(gap);
        let managers = owner(&world, 1);
        world.act(RINA, set(id(1), vec![managers]));
        world.act(RINA, set(id(2), vec![text("name", "Far east")]));
        world.settle();
        assert_eq!(here(&mut world, REP), BTreeSet::from([id(3)]), "after {gap} ms");
    }
}
