//! First downloads: whole, in order, resumable, and joined to the feed without a gap.

use crm_server::socket::pages::{NoPage, page};
use crm_sync::frame::{self, Block, Next, PAGE_RECORDS, Reply, ToDevice};
use crm_tests::device::{created, id, value};
use crm_tests::team::Team;

#[tokio::test]
async fn pages_bring_every_document_and_the_feed_goes_on_from_there() {
    let team = Team::found().await;
    let caller = team.join().await;
    let mut writer = team.connect(caller).await;
    let many: Vec<_> = (0..600).map(|number| created(id(number), id(70), &number.to_string())).collect();
    for part in many.chunks(64) {
        assert!(writer.push(part.to_vec()).await.iter().all(|reply| *reply == Reply::Acked));
    }
    let newcomer = team.join().await;
    let mut line = team.call(newcomer);
    assert_eq!(line.hello(team.workspace, None).await.next, Next::Pages);

    let first = page(&team.relay, newcomer, team.workspace, None).await.expect("the first page");
    let late = created(id(9_000), id(70), "late");
    assert_eq!(writer.push(vec![late]).await, [Reply::Acked], "somebody writes meanwhile");
    let (mut next, mut pages) = (first.next.clone(), vec![first]);
    while let Some(after) = next {
        let following =
            page(&team.relay, newcomer, team.workspace, Some(&after)).await.expect("the next page");
        next = following.next.clone();
        pages.push(following);
    }
    let mut seen = std::collections::BTreeSet::new();
    for page in &pages {
        assert_eq!(page.cursor, pages[0].cursor, "the first page fixes the place");
        let block: Block = frame::decode(&page.block, usize::MAX).expect("a block");
        assert!(block.index.len() <= PAGE_RECORDS);
        let mut rows = page.rows.as_slice();
        for (doc, kind, document) in block.iter() {
            assert_eq!(kind, "contact");
            assert!(value(document, *doc).is_some());
            let (row, length) = crm_core::views::row::RowView::read(rows).expect("a row for each document");
            assert_eq!(row.id().0, *doc);
            rows = &rows[length..];
            assert!(seen.insert(*doc), "each document once");
        }
        assert!(rows.is_empty());
        assert!(page.actors.iter().any(|row| row.actor == id(70)));
    }
    assert!((0..600).all(|number| seen.contains(&id(number))));

    let welcome = line.hello(team.workspace, Some((pages[0].epoch, pages[0].cursor))).await;
    assert_eq!(welcome.next, Next::Feed);
    let heard = line.news().await;
    let entries =
        heard.iter().map(|frame| if let ToDevice::Feed { entries, .. } = frame { &entries[..] } else { &[] });
    let news = entries.flatten().any(|entry| entry.doc == id(9_000));
    assert!(news, "what was written meanwhile comes with the feed: {heard:?}");
}

#[tokio::test]
async fn a_page_of_another_workspace_or_a_made_up_place_is_not_served() {
    let team = Team::found().await;
    let caller = team.join().await;
    assert!(matches!(page(&team.relay, caller, id(4), None).await, Err(NoPage::NotMember)));
    for made_up in [&[0_u8; 32][..], &[0; 31], &[]] {
        let answer = page(&team.relay, caller, team.workspace, Some(made_up)).await;
        assert!(matches!(answer, Err(NoPage::BadPlace)), "{made_up:?}");
    }
}
