//! The end of the lease, and the contact that ends it.

use crate::phone::{DAY, Phone, RECORD, accounts, create, named};
use crm_core::commands::Reason;
use crm_core::messages::{Answer, Locked, Request};
use crm_engine::device::Input;
use crm_sync::store::Memory;

#[test]
fn the_end_of_the_lease_locks_and_the_next_contact_opens() {
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    phone.contact(1_000);
    phone.give(Input::Closed { signed_out: false });
    assert!(phone.done(create()).is_ok());
    phone.pass(89 * DAY);
    phone.pass(1_000);
    assert_eq!((phone.locked(), phone.lock().lease_days), (None, Some(90)));
    // A reload does not give time back, nor does another date.
    phone.now -= 80 * DAY;
    let mut phone = phone.again();
    phone.settle();
    phone.pass(DAY);
    assert_eq!(phone.locked(), Some(Locked::Lease));
    phone.told.clear();
    phone.ask(Request::Watch { watch: 2, what: accounts() });
    assert_eq!(phone.done(Request::Set { record: RECORD, values: named("Padma") }), Err(Reason::Locked));
    assert_eq!(phone.done(Request::ExportBook), Err(Reason::Locked));
    assert!(!phone.tells_the_secret());
    // What was not sent can be saved as a file, and goes with the next contact.
    assert!(matches!(phone.done(Request::ExportUnsent), Ok(Answer::File { .. })));
    phone.contact(1_000);
    assert!(phone.locked().is_none() && phone.pushed() && phone.tells_the_secret());
}
