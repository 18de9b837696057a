//! When the PIN is asked, how often it may be wrong, and what becomes of a forgotten one.

use crate::phone::{DAY, MINUTE, OTHER_TAB, Phone, pin, with_pin};
use crm_core::commands::Reason;
use crm_core::messages::{Answer, Locked, Request};
use crm_engine::device::Owner;
use crm_sync::store::Memory;

#[test]
fn wrong_pins_wait_and_a_reload_does_not_help() {
    let mut phone = with_pin().again();
    phone.settle();
    let wrong = phone.ask(Request::Unlock { pin: pin("000000") });
    assert_eq!(phone.answer(wrong), None, "nobody learns anything before the try is stored");
    // The tab is closed before the storage answers: the write went first.
    phone.settle();
    for _ in 0..2 {
        phone = phone.again();
        phone.settle();
        assert_eq!(phone.done(Request::Unlock { pin: pin("000000") }), Err(Reason::WrongPin));
    }
    phone = phone.again();
    phone.settle();
    assert_eq!(phone.lock().wrong, 3);
    assert_eq!(
        phone.done(Request::Unlock { pin: pin("204060") }),
        Err(Reason::PinWaits),
        "even the right one"
    );
    assert_eq!(phone.lock().try_at, Some(phone.now + 5_000));
    phone.now += 5_000;
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    assert_eq!((phone.locked(), phone.lock().wrong), (None, 0));
}

#[test]
fn a_book_that_nobody_looks_at_locks_itself() {
    let seen = |visible| Request::Page { visible, online: false };
    let mut phone = with_pin();
    phone.from(OTHER_TAB, seen(true));
    phone.ask(seen(false));
    for _ in 0..60 {
        phone.pass(MINUTE);
        phone.from(OTHER_TAB, seen(true));
    }
    assert_eq!(phone.locked(), None, "another tab is looked at");
    phone.from(OTHER_TAB, seen(false));
    phone.pass(5 * MINUTE - 1);
    assert_eq!(phone.locked(), None);
    phone.pass(1);
    assert_eq!(phone.locked(), Some(Locked::Pin));

    let mut phone = with_pin();
    phone.ask(seen(false));
    // The browser froze the tab: it hears of the time when somebody looks again.
    phone.now += 6 * MINUTE;
    phone.told.clear();
    phone.ask(seen(true));
    phone.pass(1_000);
    assert!(phone.locked() == Some(Locked::Pin) && !phone.tells_the_secret());

    // A tab that was closed cannot say so any more.
    let mut phone = with_pin();
    phone.from(OTHER_TAB, seen(true));
    phone.ask(seen(false));
    phone.pass(7 * MINUTE);
    assert_eq!(phone.locked(), None, "it may still be looked at");
    phone.pass(MINUTE);
    assert_eq!(phone.locked(), Some(Locked::Pin));

    let mut phone = with_pin();
    assert_eq!(phone.done(Request::LockAfter { minutes: 0 }), Ok(Answer::Done));
    phone.ask(seen(false));
    phone.pass(DAY);
    assert_eq!(phone.locked(), None);
}

#[test]
fn a_forgotten_pin_goes_with_a_log_in_and_nothing_is_lost() {
    let mut phone = with_pin().again();
    phone.settle();
    // Somebody logs in while the book is locked, and nobody said that the PIN is forgotten.
    phone.contact(2_000);
    assert_eq!(phone.locked(), Some(Locked::Pin));
    assert_eq!(phone.done(Request::ForgotPin), Ok(Answer::Done));
    let mut phone = phone.again();
    phone.settle();
    phone.contact(2_000);
    assert_eq!(phone.locked(), Some(Locked::Pin), "the log-in of before is none");
    let unsent = phone.device.unsent();
    assert!(unsent > 0);
    phone.connects = 0;
    phone.ask(Request::LoggedIn);
    phone.pass(1_000);
    assert_eq!(phone.connects, 1, "only a new connection shows who is logged in");
    phone.contact(3_000);
    assert_eq!((phone.locked(), phone.lock().pin, phone.device.unsent()), (None, false, unsent));
    let mut phone = phone.again();
    phone.settle();
    assert_eq!(phone.locked(), None);
}

#[test]
fn a_book_without_an_account_has_no_pin() {
    let mut phone = Phone::of(Owner::default(), Memory::default(), DAY);
    phone.settle();
    assert_eq!(phone.done(Request::SetPin { pin: pin("204060") }), Err(Reason::NoPinHere));
    phone.pass(400 * DAY);
    assert_eq!(phone.locked(), None, "and no lease");
}
