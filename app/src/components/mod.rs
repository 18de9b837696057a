//! Accessible widgets that know nothing about customers.
//!
//! Each takes its words as finished text and says what happened through a callback. Its sheet is
//! `style/components/<name>.css`, its keys stand in its `KEYS`, and `app/src/styleguide/<name>.rs` shows it in every
//! state.

pub mod avatar;
pub mod badge;
pub mod bar_list;
pub mod board;
pub mod button;
pub mod calendar;
pub mod checklist;
pub mod combobox;
pub mod conflict;
pub mod copy_button;
pub mod dialog;
pub mod empty;
pub mod field_row;
pub mod icon_button;
pub mod input;
pub mod menu;
pub mod name_area;
pub mod search_field;
pub mod side_panel;
pub mod skeleton;
pub mod stepper;
pub mod sync_mark;
pub mod table;
pub mod tabs;
pub mod toast;
pub mod tooltip;

pub use avatar::{Avatar, AvatarSize, initials, plain_avatar};
pub use badge::{Badge, Pill, Tone, plain_badge};
pub use bar_list::{Bar, BarList};
pub use board::{Board, Card, Lane, Move};
pub use button::{Button, Variant};
pub use calendar::{Calendar, CalendarDay, CalendarLook, Deeds, Entry, EntryState, Shift, Timed};
pub use checklist::{Act, Checklist, Chore};
pub use combobox::{Combobox, Offer, OffersFuture};
pub use conflict::{ConflictBadge, ConflictChooser, ConflictOption, ConflictValues, plain_conflict};
pub use copy_button::CopyButton;
pub use dialog::{Dialog, DialogKind};
pub use empty::EmptyState;
pub use field_row::FieldRow;
pub use icon_button::IconButton;
pub use input::{Input, InputError, InputKind};
pub use menu::{Menu, MenuItem};
pub use name_area::NameArea;
pub use search_field::SearchField;
pub use side_panel::SidePanel;
pub use skeleton::SkeletonRows;
pub use stepper::{Step, Stepper};
pub use sync_mark::{SyncMark, SyncState};
pub use table::{
    ActiveCell, CellAt, CellEdits, Column, Extent, Pick, Picks, Place, Plain, RowView, Sizes, Table,
};
pub use tabs::{Tab, Tabs};
pub use toast::{Notice, Toaster, Toasts};
pub use tooltip::Tooltip;

/// What keys do: the keys, and what comes of them.
pub type Keys = &'static [(&'static str, &'static str)];
