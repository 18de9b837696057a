//! Files in and out: bytes to values and values to bytes.
//!
//! A CSV file becomes a [`table::Table`]; [`headings`] and [`preview`] propose what each column is;
//! [`importer::Importer`] turns rows into values of new and existing records. [`csv`] writes lists, [`book`] the
//! whole book as one file, [`vcard`] one person, [`demo`] makes a sample book, [`templates`] shape a book for
//! a trade.

pub mod book;
pub mod csv;
pub mod demo;
pub mod encoding;
pub mod headings;
pub mod importer;
pub mod presets;
pub mod preview;
pub mod row;
pub mod synonyms;
pub mod table;
pub mod templates;
pub mod vcard;
