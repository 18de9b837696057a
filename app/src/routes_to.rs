//! The addresses of the screens, written in one place.

use crm_core::ids::RecordId;

/// The deal board.
pub const BOARD: &str = "/board";
/// The calendar.
pub const CALENDAR: &str = "/calendar";
/// What concerns the person.
pub const INBOX: &str = "/inbox";
/// What was deleted.
pub const BIN: &str = "/deleted";
/// What was changed in two places.
pub const CONFLICTS: &str = "/conflicts";
/// The import.
pub const IMPORT: &str = "/import";
/// What is sent and what waits.
pub const SYNC: &str = "/sync";
/// The settings.
pub const SETTINGS: &str = "/settings";
/// The settings, opened at what concerns the book.
pub const SETTINGS_BOOK: &str = "/settings#book";
/// The settings, opened at the templates.
pub const SETTINGS_TEMPLATES: &str = "/settings#templates";
/// The settings, opened at pipelines and stages.
pub const SETTINGS_STAGES: &str = "/settings#stages";
/// The settings, opened at the team's own fields.
pub const SETTINGS_FIELDS: &str = "/settings#custom-fields";
/// The settings, opened at what this device keeps.
pub const SETTINGS_KEEPING: &str = "/settings#keeping";
/// The settings, opened at the team.
pub const SETTINGS_PEOPLE: &str = "/settings#team";
/// The quick reference.
pub const HELP: &str = "/help";
/// The quick reference, opened at which value is shown until somebody chooses.
pub const HELP_CONFLICTS: &str = "/help#conflicts";
/// The rest of the navigation on a phone.
pub const MORE: &str = "/more";
/// Log in; with the token of an invitation after `#`, to go on with that.
pub const LOG_IN: &str = "/login";
/// Join a team by the invitation whose token stands after `#`.
pub const JOIN: &str = "/join";

/// The list of an object.
pub fn list(object: &str) -> String {
    format!("/list/{object}")
}

/// The page of a record.
pub fn record(record: RecordId) -> String {
    format!("/record/{record}")
}

/// The board of an object.
pub fn board(object: &str) -> String {
    if object == "deal" { BOARD.to_owned() } else { format!("{BOARD}/{object}") }
}

/// What may be there twice among the records of an object.
pub fn duplicates(object: &str) -> String {
    format!("/duplicates/{object}")
}

/// The form of a new record.
pub fn create(object: &str) -> String {
    format!("/create/{object}")
}
