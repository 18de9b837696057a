//! Accessible widgets that know nothing about customers.
//!
//! Each takes its words as finished text and says what happened through a callback. Its sheet is
//! `style/components/<name>.css`.

mod avatar;
mod badge;
mod bar_list;
mod board;
mod button;
mod combobox;
mod conflict;
mod dialog;
mod empty;
mod field_row;
mod icon_button;
mod input;
mod menu;
mod search_field;
mod skeleton;
mod stepper;
mod sync_mark;
mod table;
mod tabs;
mod toast;
mod tooltip;

pub use avatar::{Avatar, AvatarSize, initials};
pub use badge::{Badge, Pill, Tone};
pub use bar_list::{Bar, BarList};
pub use board::{Board, Card, Lane, Move};
pub use button::{Button, Variant};
pub use combobox::{Combobox, Offer, OffersFuture};
pub use conflict::{ConflictBadge, ConflictChooser, ConflictOption};
pub use dialog::{Dialog, DialogKind};
pub use empty::EmptyState;
pub use field_row::FieldRow;
pub use icon_button::IconButton;
pub use input::{Input, InputError, InputKind};
pub use menu::{Menu, MenuItem};
pub use search_field::SearchField;
pub use skeleton::SkeletonRows;
pub use stepper::{Step, Stepper};
pub use sync_mark::{SyncMark, SyncState};
pub use table::{Column, Extent, Pick, Picks, Place, Sizes, Table};
pub use tabs::{Tab, Tabs};
pub use toast::{Notice, Toaster, Toasts};
pub use tooltip::Tooltip;
