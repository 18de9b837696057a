//! People, sessions, links, devices and second factors.

crate::on_both! {
    an_address_belongs_to_one_person
    a_session_runs_until_it_ends
    a_link_works_once
    a_removed_device_is_known_by_its_session
    a_second_factor_is_spent_by_the_half_minute
    what_was_done_is_read_from_the_latest_on
}

mod cases {
    use crm_server::log::audit::{self, Note, What};
    use crm_server::log::one_time_links::{self, OneTimeLinkRow};
    use crm_server::log::reset_links::{self, ResetLink};
    use crm_server::log::second_factors::{self, HalfLogIn};
    use crm_server::log::{LogError, Transaction, accounts, devices};
    use crm_tests::device::id;
    use crm_tests::team::{START, Team};
    use futures_util::future::BoxFuture;

    async fn write<T, F>(team: &Team, work: F) -> T
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<T, LogError>> + Send + 'static,
    {
        team.relay.log.write(work).await.expect("stored")
    }

    pub async fn an_address_belongs_to_one_person(team: Team) {
        let (one, two) = (team.join().await, team.join().await);
        let log = &team.relay.log;
        let email = log.person(&one.person).await.expect("readable").expect("there").email;
        let taken = email.clone();
        assert!(
            !write(&team, move |tx| {
                Box::pin(async move { accounts::rename(tx, &two.person, "Karim", &taken).await })
            })
            .await
        );
        assert!(
            write(&team, move |tx| {
                Box::pin(async move {
                    accounts::rename(tx, &two.person, "অনিক", "anik@example.org").await
                })
            })
            .await
        );
        let mut again = log.person(&one.person).await.expect("readable").expect("there");
        again.id = id(99).to_vec();
        assert!(
            !write(&team, move |tx| Box::pin(async move { accounts::add_person(tx, &again, 0).await })).await
        );
        let names: Vec<String> =
            log.members(team.number).await.expect("readable").into_iter().map(|member| member.name).collect();
        assert_eq!(names.len(), 2);
        assert_eq!(names[1], "অনিক", "ordered by bytes");
        let number = team.number;
        assert!(
            write(&team, move |tx| {
                Box::pin(async move { accounts::set_active(tx, number, &two.person, false, START).await })
            })
            .await
        );
        assert!(log.memberships(&two.person).await.expect("readable").is_empty());
        assert_eq!(log.memberships(&one.person).await.expect("readable").len(), 1);
        assert!(log.session(&two.session, START).await.expect("readable").is_none(), "may not log in");
    }

    pub async fn a_session_runs_until_it_ends(team: Team) {
        let one = team.join().await;
        let other = team.log_in(one.person, id(5)).await;
        let log = &team.relay.log;
        let running = log.session(&one.session, START).await.expect("readable").expect("running");
        assert_eq!((running.workspace, running.device.as_slice()), (team.number, &one.device[..]));
        assert!(log.session(&one.session, running.expires).await.expect("readable").is_none());
        let both = [one.session, other.session, [0; 32]];
        assert_eq!(log.running(&both, START).await.expect("readable").len(), 2);
        assert_eq!(log.sessions_of(&one.person, team.number, START).await.expect("readable").len(), 2);
        // Heard of later; minutes before are not written down.
        let (person, device, now) = (one.person, one.device, START + 3_600_000);
        log.heard_of(team.number, person, device, now).await.expect("stored");
        log.heard_of(team.number, person, device, START).await.expect("stored");
        let sessions = log.sessions_of(&one.person, team.number, START).await.expect("readable");
        assert_eq!((sessions[0].token.as_slice(), sessions[0].last_seen), (&one.session[..], now));
        write(&team, move |tx| {
            Box::pin(
                async move { accounts::end_sessions_of(tx, &one.person, None, Some(other.session)).await },
            )
        })
        .await;
        assert_eq!(log.running(&both, START).await.expect("readable"), [other.session]);
        let number = team.number;
        write(&team, move |tx| {
            Box::pin(async move { accounts::end_sessions_of(tx, &one.person, Some(number), None).await })
        })
        .await;
        assert!(log.running(&both, START).await.expect("readable").is_empty());
    }

    pub async fn a_link_works_once(team: Team) {
        let log = &team.relay.log;
        let person = team.join().await.person;
        let row = OneTimeLinkRow { workspace: Some(team.number), role: "manager".to_owned() };
        let set_up = OneTimeLinkRow { workspace: None, role: "administrator".to_owned() };
        let link = ResetLink { person: person.to_vec(), drops_factor: true };
        let (invitation, first) = (row.clone(), set_up.clone());
        write(&team, move |tx| {
            Box::pin(async move {
                one_time_links::issue(tx, &[1; 32], &invitation, Some(&person), 10).await?;
                one_time_links::issue(tx, &[2; 32], &first, None, 10).await?;
                one_time_links::issue(tx, &[3; 32], &first, None, 10).await?;
                reset_links::issue(tx, &[4; 32], &link, None, 10).await?;
                reset_links::issue(tx, &[5; 32], &link, Some(person), 10).await
            })
        })
        .await;
        assert_eq!(log.one_time_link(&[1; 32], 9).await.expect("readable"), Some(row.clone()));
        assert_eq!(log.one_time_link(&[1; 32], 10).await.expect("readable"), None, "too late");
        assert_eq!(log.one_time_link(&[2; 32], 9).await.expect("readable"), None, "another took its place");
        assert_eq!(log.one_time_link(&[3; 32], 9).await.expect("readable"), Some(set_up));
        assert!(log.reset_link(&[4; 32], 9).await.expect("readable").is_none());
        assert!(log.reset_link(&[5; 32], 9).await.expect("readable").expect("good").drops_factor);
        for expected in [Some(row), None] {
            let used = write(&team, |tx| Box::pin(one_time_links::redeem(tx, &[1; 32], 9))).await;
            assert_eq!(used, expected);
        }
        for expected in [true, false] {
            let used = write(&team, |tx| Box::pin(reset_links::redeem(tx, &[5; 32], 9))).await;
            assert_eq!(used.is_some(), expected);
        }
    }

    pub async fn a_removed_device_is_known_by_its_session(team: Team) {
        let one = team.join().await;
        let (log, number) = (&team.relay.log, team.number);
        let session = log.session(&one.session, START).await.expect("readable").expect("running");
        write(&team, move |tx| {
            Box::pin(async move { devices::know(tx, &session, &[8; 32], None, START).await })
        })
        .await;
        assert!(log.knows(&[8; 32], &one.person).await.expect("readable"));
        write(&team, move |tx| {
            Box::pin(async move { devices::remove(tx, number, &one.device, &one.person, START).await })
        })
        .await;
        assert!(log.removed_session(&one.session, START).await.expect("readable"));
        assert!(log.removed_browser(&[8; 32]).await.expect("readable"));
        assert!(!log.knows(&[8; 32], &one.person).await.expect("readable"));
        assert!(log.session(&one.session, START).await.expect("readable").is_none());
        log.told_removed([8; 32], START + 1).await.expect("stored");
        let listed = log.devices(number, 0).await.expect("readable");
        assert_eq!((listed[0].removed, listed[0].last_seen), (Some(START), START + 1));
        assert!(log.devices(number, START).await.expect("readable").is_empty());
    }

    pub async fn a_second_factor_is_spent_by_the_half_minute(team: Team) {
        let person = team.join().await.person;
        let log = &team.relay.log;
        assert!(
            write(&team, move |tx| {
                Box::pin(async move {
                    assert!(second_factors::enrol(tx, &person, vec![1, 2]).await?);
                    assert!(second_factors::enrol(tx, &person, vec![3]).await?, "not confirmed yet");
                    second_factors::confirm(tx, &person, START).await?;
                    assert!(!second_factors::enrol(tx, &person, vec![4]).await?);
                    assert!(second_factors::spend(tx, &person, 7).await?);
                    second_factors::replace_codes(tx, &person, &[[1; 32], [2; 32]]).await?;
                    assert!(second_factors::use_code(tx, &person, &[1; 32]).await?);
                    assert!(!second_factors::use_code(tx, &person, &[1; 32]).await?);
                    Ok(!second_factors::spend(tx, &person, 7).await?)
                })
            })
            .await
        );
        let factor = log.second_factor(&person).await.expect("readable").expect("there");
        assert_eq!((factor.sealed, factor.confirmed), (vec![3], Some(START)));
        assert_eq!(log.recovery_codes(&person).await.expect("readable"), 1);
        assert_eq!(log.with_second_factor(team.number).await.expect("readable"), [person.to_vec()]);
        let half =
            HalfLogIn { person: person.to_vec(), device: id(4).to_vec(), device_name: "Phone".to_owned() };
        write(&team, move |tx| {
            Box::pin(async move { second_factors::wait(tx, &[6; 32], half, START + 10, START).await })
        })
        .await;
        for attempt in 0..6 {
            assert_eq!(log.half_log_in(&[6; 32], START).await.expect("readable").is_some(), attempt < 5);
            let counted = write(&team, |tx| Box::pin(second_factors::try_half(tx, &[6; 32], START))).await;
            assert_eq!(counted, attempt < 5);
        }
    }

    pub async fn what_was_done_is_read_from_the_latest_on(team: Team) {
        let person = team.join().await.person;
        let (log, number) = (&team.relay.log, team.number);
        for what in [What::LoggedIn, What::Invited, What::LoggedOut] {
            let note = Note {
                what,
                person: Some(person),
                about: (what == What::Invited).then(|| person.to_vec()),
                detail: String::new(),
                address: "::1".to_owned(),
            };
            write(&team, move |tx| Box::pin(async move { audit::note(tx, number, &note, START).await }))
                .await;
        }
        let entries = log.audit(number, None).await.expect("readable");
        let kinds: Vec<&str> = entries.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(kinds, ["logged_out", "invited", "logged_in"]);
        assert_eq!((entries[1].about.is_some(), entries[0].about.is_some()), (true, false));
        let earlier = log.audit(number, Some(entries[1].number)).await.expect("readable");
        assert_eq!(earlier.len(), 1);
        // What is older than 400 days goes with the next entry.
        let note = Note {
            what: What::SetUp,
            person: None,
            about: None,
            detail: String::new(),
            address: String::new(),
        };
        let later = START + 401 * 24 * 60 * 60 * 1_000;
        write(&team, move |tx| Box::pin(async move { audit::note(tx, number, &note, later).await })).await;
        assert_eq!(log.audit(number, None).await.expect("readable").len(), 1);
    }
}
