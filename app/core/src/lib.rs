//! What CRM data is and what people may do to it.
//!
//! A *record* is one Automerge document of one *object* (Account, Contact, Deal …). An object is a
//! [definition](objects::ObjectDefinition): a list of fields, each of one [kind](fields::Kind). Lists, forms,
//! boards, search, import and export read the definition; a command turns what a person does into a
//! [plan](commands::Plan) of edits, and `document` writes the plan as Automerge changes.
//!
//! Nothing here reads a clock, draws a random number, or touches a disk or a network.

pub mod ids;
pub mod value;

pub mod fields;
pub mod objects;

pub mod commands;
#[cfg(feature = "document")]
pub mod document;
pub mod policy;
pub mod views;

pub mod exchange;
pub mod messages;
