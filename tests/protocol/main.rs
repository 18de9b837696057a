//! The protocol against the real relay logic on a real database, without sockets.

mod catch_up;
mod first_download;
mod formats;
mod presence;
mod repair;
