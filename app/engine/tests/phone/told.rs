//! What a locked book tells, to every tab, also of what was on its way.

use crate::phone::{OTHER_TAB, RECORD, accounts, named, pin, with_pin};
use crm_core::commands::Reason;
use crm_core::messages::{Answer, FromEngine, Locked, Request, View, Watch};
use crm_core::views::query::Query;
use crm_engine::device::Client;

#[test]
fn a_locked_book_tells_nothing_of_itself() {
    let mut phone = with_pin().again();
    let watches = [
        accounts(),
        Watch::Record { record: RECORD },
        Watch::Counts,
        Watch::Access { record: RECORD },
        Watch::News { since: 0, limit: 9 },
        Watch::Conflicts { mine: false, limit: 9 },
    ];
    for (watch, what) in (2..).zip(watches) {
        phone.ask(Request::Watch { watch, what });
    }
    phone.settle();
    phone.ask(Request::Painted);
    phone.pass(20_000);
    assert!(phone.device.ready() && phone.device.rows().len() == 1, "the book is read all the same");
    let asked = [
        Request::Search { text: "Jam".to_owned(), object: None, limit: 5 },
        Request::RecordsAt { query: Query::all("account"), offset: 0, limit: 5 },
        Request::ExportBook,
        Request::ExportUnsent,
        Request::Undo { of: None },
        Request::Set { record: RECORD, values: named("Padma") },
        Request::TakePin { pin: pin("204060") },
        Request::LockAfter { minutes: 0 },
        Request::Clear { even_unsent: true, all_books: false },
    ];
    for body in asked {
        assert_eq!(phone.done(body.clone()), Err(Reason::Locked), "{body:?}");
    }
    assert_eq!(phone.locked(), Some(Locked::Pin));
    assert!(!phone.tells_the_secret());
    let views = |(_, message): &(Client, FromEngine)| matches!(message, FromEngine::View { view, .. } if !matches!(view, View::Sync(_)));
    assert!(!phone.told.iter().any(views), "only why it is locked is shown");
    // What the person did before is sent meanwhile.
    phone.contact(1_000);
    assert!(phone.pushed() && phone.locked() == Some(Locked::Pin));

    assert_eq!(phone.done(Request::Unlock { pin: pin("204061") }), Err(Reason::WrongPin));
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    phone.pass(1_000);
    assert!(phone.locked().is_none() && phone.tells_the_secret());
}

#[test]
fn all_tabs_are_locked_and_opened_together() {
    let mut phone = with_pin();
    phone.from(OTHER_TAB, Request::Watch { watch: 4, what: accounts() });
    phone.from(OTHER_TAB, Request::Watch { watch: 5, what: Watch::Sync });
    phone.settle();
    phone.told.clear();
    assert_eq!(phone.done(Request::Lock), Ok(Answer::Done));
    phone.pass(1_000);
    assert!(!phone.tells_the_secret());
    let other = phone.told.iter().any(|(client, message)| {
        let locked = |view: &View| matches!(view, View::Sync(sync) if sync.lock.locked.is_some());
        *client == OTHER_TAB && matches!(message, FromEngine::View { view, .. } if locked(view))
    });
    assert!(other, "the other tab hears that it is locked");
    let asked = phone.from(OTHER_TAB, Request::Unlock { pin: pin("204060") });
    phone.settle();
    assert_eq!(phone.answer(asked), Some(Ok(Answer::Done)));
    phone.pass(1_000);
    // Both are shown everything anew: what they had they threw away.
    for (tab, watch) in [(0, 2), (OTHER_TAB, 4)] {
        let shown = |(client, message): &(Client, FromEngine)| {
            *client == tab && matches!(message, FromEngine::View { watch: other, .. } if *other == watch)
        };
        assert!(phone.told.iter().any(shown), "tab {tab}");
    }
}

#[test]
fn an_edit_on_its_way_when_the_book_is_locked_is_kept() {
    let mut phone = with_pin();
    let asked = phone.ask(Request::Set { record: RECORD, values: named("Padma Stores") });
    phone.ask(Request::Lock);
    phone.settle();
    assert!(matches!(phone.answer(asked), Some(Ok(Answer::Records(_)))));
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    assert_eq!(phone.device.rows().title(RECORD), "Padma Stores");
}

#[test]
fn a_file_on_its_way_when_the_book_is_locked_is_not_handed_out() {
    let mut phone = with_pin();
    phone.told.clear();
    let asked = phone.ask(Request::ExportBook);
    phone.ask(Request::Lock);
    phone.settle();
    assert_eq!(phone.answer(asked), Some(Err(Reason::Locked)));
    assert!(!phone.tells_the_secret());
}
