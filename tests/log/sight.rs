//! Policies, scopes and shares: the same people see the same records.

crate::on_both! {
    a_private_record_lies_where_it_is_seen
    a_policy_is_in_force_from_its_place_on
}

mod cases {
    use crm_core::ids::PersonId;
    use crm_core::policy::{Audience, Level};
    use crm_sync::frame::Reply;
    use crm_tests::device::id;
    use crm_tests::sheet::{Reader, Sheet, person, text};
    use crm_tests::team::Team;

    pub async fn a_private_record_lies_where_it_is_seen(mut team: Team) {
        let administrator = team.make_private().await;
        let (rina, karim) = (team.join().await, team.join().await);
        let (mut rina, mut karim) = (Reader::new(&team, rina).await, Reader::new(&team, karim).await);
        let owner = rina.line.caller;
        let mut deal = Sheet::new("deal", id(1));
        let made = deal.set([71; 16], &[("name", text("Rice")), ("owner", person(owner.person))]);
        assert_eq!(rina.line.push(vec![made]).await, [Reply::Acked]);
        karim.listen().await;
        assert!(!karim.holds(&deal));
        // It is shared by hand, and taken back.
        let to = || Audience::Person(PersonId(karim.line.caller.person));
        let (share, unshare) = (to(), to());
        assert!(team.share(administrator, deal.record, share, Some(Level::Read)).await);
        karim.listen().await;
        assert!(karim.holds(&deal));
        assert!(team.share(administrator, deal.record, unshare, None).await);
        karim.listen().await;
        assert!(!karim.holds(&deal));
        // It is given over while both are away.
        let given = deal.set([71; 16], &[("owner", person(karim.line.caller.person))]);
        rina.line.now += 1_000;
        assert_eq!(rina.line.push(vec![given]).await, [Reply::Acked]);
        team.restart().await;
        karim.reconnect(&team).await;
        karim.listen().await;
        assert!(karim.holds(&deal));
        let (log, number) = (&team.relay.log, team.number);
        let numbers = log.all_numbers(number).await.expect("readable");
        let lies = log.scopes_of(&numbers).await.expect("readable");
        let scopes: Vec<u32> = lies.values().flatten().copied().collect();
        assert!(!scopes.is_empty());
        assert!(!log.lying_in(&scopes).await.expect("readable").is_empty());
        assert!(!log.scope_names(number, 0).await.expect("readable").is_empty());
        assert!(log.scope_names(number, u32::MAX).await.expect("readable").is_empty());
        assert!(!log.moved_since(number, 0).await.expect("readable").is_empty());
        let page = log.page(number, 0, 10, Some(&scopes)).await.expect("readable");
        assert!(page.iter().any(|one| one.doc == deal.record));
    }

    pub async fn a_policy_is_in_force_from_its_place_on(team: Team) {
        let log = &team.relay.log;
        assert_eq!(log.policy_place(team.number, i64::MAX).await.expect("readable"), None);
        let administrator = team.make_private().await;
        team.govern(administrator, |policy| policy.open = true).await;
        let places = log.policy_places(team.number, -1, i64::MAX).await.expect("readable");
        assert!(places.len() >= 2 && places.is_sorted(), "{places:?}");
        let (first, last) = (places[0], places[places.len() - 1]);
        let at = |place| async move { log.policy_at(team.number, place).await.expect("readable") };
        assert_eq!(at(first - 1).await, None);
        assert_eq!(at(last - 1).await.map(|(since, _)| since), Some(places[places.len() - 2]));
        let (since, body) = at(i64::MAX).await.expect("a policy");
        assert_eq!(since, last);
        assert!(body.contains("\"open\":true"), "{body}");
    }
}
