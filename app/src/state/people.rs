//! The people of the team, and the names that a person may mean while typing `@`.

use super::app;
use crm_core::fields::fold::fold;
use crm_core::views::mentions::being_named;
use leptos::prelude::*;

/// Names offered at once.
const MOST: usize = 6;

/// Their names, and among them the place of whoever is logged in.
pub fn people() -> (Vec<String>, Option<usize>) {
    let app = app();
    let own = app.session.with(|session| session.as_ref().map(|session| session.person.clone()));
    app.people.with(|people| {
        let me = people.iter().position(|other| own.as_ref() == Some(&other.person.to_string()));
        (people.iter().map(|other| other.name.clone()).collect(), me)
    })
}

/// Who may be meant at the end of a text: the place of the `@` and the names of others that begin like what stands
/// behind it, by any of their words; none when one of them stands there whole.
pub fn meant(before: &str) -> Option<(usize, Vec<String>)> {
    let (at, typed) = being_named(before)?;
    let typed = fold(typed);
    let (mut names, me) = untrack(people);
    me.map(|me| names.remove(me));
    names.retain(|name| {
        let name = fold(name);
        name != typed && (name.starts_with(&typed) || name.split(' ').any(|word| word.starts_with(&typed)))
    });
    names.truncate(MOST);
    Some((at, names))
}
