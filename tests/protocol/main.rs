//! The protocol against the real relay logic on a real database, without sockets.

mod apart;
mod catch_up;
mod digests;
mod erasure;
mod exports;
mod first_download;
mod formats;
mod governing;
mod hidden;
mod office;
mod on_the_way;
mod presence;
mod repair;
mod sight;
mod silence;
mod witness;
