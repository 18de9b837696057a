//! What is pushed lies in the log once, in order, and comes out again from any place.

crate::on_both! {
    places_follow_one_another
    a_push_that_is_repeated_is_stored_once
    a_device_that_comes_back_gets_what_it_missed_in_order
    a_first_download_walks_through_all_documents
    work_that_fails_leaves_nothing_and_takes_nothing_along
    what_is_erased_leaves_nothing_but_its_tombstone
}

mod cases {
    use crm_server::log::{LogError, workspaces};
    use crm_sync::frame::Reply;
    use crm_tests::device::{blank, created, id, rename};
    use crm_tests::team::Team;
    use std::collections::BTreeSet;

    pub async fn places_follow_one_another(team: Team) {
        let (mut one, mut two) =
            (team.connect(team.join().await).await, team.connect(team.join().await).await);
        for round in 0..10_u64 {
            let (ours, theirs) =
                (created(id(2 * round), id(70), "a"), created(id(2 * round + 1), id(71), "b"));
            let replies = tokio::join!(one.push(vec![ours]), two.push(vec![theirs]));
            assert_eq!(replies, (vec![Reply::Acked], vec![Reply::Acked]));
        }
        let workspace = team.relay.log.workspace(team.number).await.expect("readable").expect("there");
        assert_eq!((workspace.head, workspace.documents), (20, 20));
        let pending = team.relay.log.pending(team.number, 0, workspace.head).await.expect("readable");
        let places: Vec<i64> = pending.iter().map(|document| document.first).collect();
        assert_eq!(places, (1..=20).collect::<Vec<_>>());
        assert!(pending.iter().all(|document| document.count == 1 && document.whole > document.bytes));
    }

    pub async fn a_push_that_is_repeated_is_stored_once(team: Team) {
        let mut line = team.connect(team.join().await).await;
        let mut doc = blank(id(7));
        let changes = vec![rename(&mut doc, id(7), id(70), "one"), rename(&mut doc, id(7), id(70), "two")];
        assert_eq!(line.push(changes.clone()).await, [Reply::Acked, Reply::Acked]);
        assert_eq!(line.push(changes.clone()).await, [Reply::Duplicate, Reply::Duplicate]);
        let log = &team.relay.log;
        let stored = log.documents(team.number, &[id(7), id(8)]).await.expect("readable");
        assert_eq!(stored.len(), 1);
        let hashes: Vec<[u8; 32]> = changes.iter().map(|change| change.hash).collect();
        assert!(log.has_changes(team.number, stored[0].number, &hashes).await.expect("readable"));
        assert!(!log.has_changes(team.number, stored[0].number, &[[0; 32]]).await.expect("readable"));
        assert!(log.documents(team.number, &[]).await.expect("readable").is_empty());
        assert!(log.wholes(&[]).await.expect("readable").is_empty());
    }

    pub async fn a_device_that_comes_back_gets_what_it_missed_in_order(team: Team) {
        let writer = team.join().await;
        let mut line = team.connect(writer).await;
        let mut docs = [blank(id(1)), blank(id(2))];
        for round in 0..3 {
            for (doc, number) in docs.iter_mut().zip(1..) {
                let change = rename(doc, id(number), id(70), &format!("edit {round}"));
                assert_eq!(line.push(vec![change]).await, [Reply::Acked]);
            }
        }
        let log = &team.relay.log;
        let pending = log.pending(team.number, 2, 5).await.expect("readable");
        let found: Vec<_> = pending.iter().map(|one| (one.doc.clone(), one.first, one.count)).collect();
        assert_eq!(found, [(id(1).to_vec(), 3, 2), (id(2).to_vec(), 4, 1)]);
        let numbers: Vec<i64> = pending.iter().map(|one| one.number).collect();
        let changes = log.pending_changes(team.number, &numbers, 2, 5).await.expect("readable");
        assert_eq!(
            changes.iter().map(|one| one.number).collect::<Vec<_>>(),
            [numbers[0], numbers[1], numbers[0]]
        );
        let part = log.changes_of(team.number, numbers[1], 0, 6, 2).await.expect("readable");
        assert_eq!(part.iter().map(|change| change.seq).collect::<Vec<_>>(), [2, 4]);
        let at_two: BTreeSet<i64> = log.there_at(&numbers, 1).await.expect("readable");
        assert_eq!(at_two, BTreeSet::from([numbers[0]]));
        let by = log.written_by(team.number, writer.person, 5, 6).await.expect("readable");
        assert_eq!(by, BTreeSet::from([numbers[1]]));
        let actors = log.actors_of(team.number, &numbers).await.expect("readable");
        assert_eq!(actors.len(), 1);
        assert_eq!((actors[0].person, actors[0].device_name.as_str()), (writer.person, "Phone"));
        let described = log.described(&numbers).await.expect("readable");
        assert!(described.iter().all(|one| (one.first, one.count, one.bytes) == (0, 0, 0) && one.whole > 0));
    }

    pub async fn a_first_download_walks_through_all_documents(team: Team) {
        let mut line = team.connect(team.join().await).await;
        let changes = (0..25).map(|number| created(id(number), id(70), "x")).collect();
        line.push(changes).await;
        let (log, mut after, mut seen) = (&team.relay.log, 0, Vec::new());
        loop {
            let page = log.page(team.number, after, 10, None).await.expect("readable");
            let Some(last) = page.last() else { break };
            after = last.number;
            assert!(
                page.iter().all(|one| one.rows_version == team.relay.rows_version && !one.row.is_empty())
            );
            seen.extend(page.into_iter().map(|one| one.doc));
        }
        assert_eq!(seen, (0..25).map(|number| id(number).to_vec()).collect::<Vec<_>>());
        assert!(log.page(team.number, 0, 10, Some(&[])).await.expect("readable").is_empty());
        // An edit does not change the order in which documents come.
        let numbers: Vec<i64> = log.all_numbers(team.number).await.expect("readable");
        let mut doc = blank(id(3));
        doc.load_incremental(&created(id(3), id(70), "x").bytes).expect("an honest change");
        assert_eq!(line.push(vec![rename(&mut doc, id(3), id(70), "y")]).await, [Reply::Acked]);
        let wholes: Vec<i64> =
            log.wholes(&numbers).await.expect("readable").into_iter().map(|one| one.number).collect();
        let described: Vec<i64> =
            log.described(&numbers).await.expect("readable").into_iter().map(|one| one.number).collect();
        let all = log.all_numbers(team.number).await.expect("readable");
        assert!(numbers.is_sorted());
        assert_eq!((&wholes, &described, &all), (&numbers, &numbers, &numbers));
        assert_eq!(log.all_heads(team.number).await.expect("readable").len(), 25);
        assert!(log.stale_rows(team.relay.rows_version, 5).await.expect("readable").is_empty());
        assert_eq!(log.stale_rows(team.relay.rows_version + 1, 5).await.expect("readable").len(), 5);
    }

    pub async fn work_that_fails_leaves_nothing_and_takes_nothing_along(team: Team) {
        let (log, number) = (&team.relay.log, team.number);
        // Side by side, so that they come into one commit: one that goes well, one that gives up after it wrote, and one
        // that the database refuses.
        let good =
            log.write(move |tx| Box::pin(async move { workspaces::rename(tx, number, "Sylhet").await }));
        let gives_up = log.write(move |tx| {
            Box::pin(async move {
                workspaces::next_place(tx, number).await?;
                Err::<(), _>(LogError::RolledBack)
            })
        });
        let refused = log.write(move |tx| {
            Box::pin(async move {
                let new = workspaces::NewWorkspace {
                    id: id(1),
                    name: "the same id again".to_owned(),
                    epoch: id(2),
                    cursor_key: id(3),
                };
                workspaces::create(tx, new, 0).await
            })
        });
        let place = log.write(move |tx| Box::pin(async move { workspaces::next_place(tx, number).await }));
        let (good, gives_up, refused, place) = tokio::join!(good, gives_up, refused, place);
        good.expect("stored");
        assert!(matches!(gives_up, Err(LogError::RolledBack)), "{gives_up:?}");
        assert!(matches!(refused, Err(LogError::Database(_))), "{refused:?}");
        assert_eq!(place.expect("stored"), 1, "the place that was given up is given again");
        let workspaces = log.workspaces().await.expect("readable");
        assert_eq!(workspaces.len(), 1);
        assert_eq!(workspaces[0].name, "Sylhet");
    }

    pub async fn what_is_erased_leaves_nothing_but_its_tombstone(team: Team) {
        let (writer, other) = (team.join().await, team.join().await);
        let mut line = team.connect(writer).await;
        let mut doc = blank(id(7));
        let edits = vec![rename(&mut doc, id(7), id(70), "one"), rename(&mut doc, id(7), id(70), "two")];
        line.push(edits.clone()).await;
        line.push(vec![created(id(8), id(70), "stays")]).await;
        assert!(team.erase(other, &[id(7)]).await.is_none(), "only an administrator erases");
        let administrator = team.join_as("administrator").await;
        assert!(team.erase(administrator, &[id(7), id(9)]).await.is_none(), "all or none");
        assert_eq!(team.erase(administrator, &[id(7)]).await, Some(vec!["contact".to_owned()]));
        let log = &team.relay.log;
        let workspace = team.relay.log.workspace(team.number).await.expect("readable").expect("there");
        assert_eq!((workspace.head, workspace.documents), (4, 1));
        assert!(log.documents(team.number, &[id(7)]).await.expect("readable").is_empty());
        let pending = log.pending(team.number, 0, workspace.head).await.expect("readable");
        assert_eq!(pending.len(), 1, "no change of it is left");
        let erased = log.erased_between(team.number, 0, workspace.head).await.expect("readable");
        let [one] = &erased[..] else { panic!("{erased:?}") };
        assert_eq!((one.doc, one.kind.as_str(), one.generation, one.made), (id(7), "contact", 0, 1));
        assert_eq!(one.writers, BTreeSet::from([writer.person]));
        assert!(log.erased_between(team.number, workspace.head, 9).await.expect("readable").is_empty());
        let refused = Reply::Refused { reason: "erased".to_owned(), field: None };
        assert_eq!(line.push(edits).await, [refused.clone(), refused], "also what made it");
        assert!(log.documents(team.number, &[id(7)]).await.expect("readable").is_empty());
        assert!(team.erase(administrator, &[id(7)]).await.is_none(), "it is gone");
    }
}
