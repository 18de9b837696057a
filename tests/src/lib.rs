//! What the tests share: where the repository is, devices without a browser, relays in process and as processes, and
//! hostile changes.

pub mod repository;

pub mod chance;
pub mod device;
pub mod hostile;
pub mod http;
pub mod line;
pub mod postgres;
pub mod process;
pub mod reference;
pub mod server;
pub mod sheet;
pub mod team;
