//! The typed messages between a screen and the engine, carried as postcard.
//!
//! A screen sends [`ToEngine`]; the engine answers each request once and sends [`View`]s of what the screen
//! watches whenever they change. Requests may be repeated: the engine knows a request by its number.
mod access;
mod agenda;
mod answer;
mod conflicts;
mod import;
mod inbox;
mod lists;
mod opening;
mod record;
mod request;
mod sync;
mod version;
mod watch;

pub use access::{AccessView, SeeingView, SeenRecord};
pub use agenda::{AgendaItem, CalendarView, Need, News, NewsItem, NewsView, TodayView};
pub use answer::{Answer, FromEngine};
pub use conflicts::{Conflicted, ConflictedField, ConflictsView};
pub use import::{
    ImportColumn, ImportPlan, ImportPreview, ImportProgress, ImportStage, ImportTarget, Rejection,
};
pub use inbox::{InboxEntry, InboxView, Matter};
pub use lists::{
    BinView, BoardColumn, BoardView, DeletedRow, DuplicatesView, Facet, Found, Incomplete, IncompleteView,
    ListRow, ListView, MaybeOne, View,
};
pub use opening::{OpenBook, Preferences};
pub use record::{
    Happening, May, OtherChoice, Past, PastField, PastView, RecordView, Related, Safety, Signature,
    TimelineItem,
};
pub use request::{ManyEdit, Request, ToEngine};
pub use sync::{
    Encryption, EncryptionState, Limits, Lock, Locked, PersonName, RefusedEdit, RefusedField, RelayLink,
    Remedies, StorageNotice, SyncView, Trouble,
};
pub use version::MESSAGES;
pub use watch::Watch;
