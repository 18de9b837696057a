//! Log in, invite, administer: the server functions and their types.
//!
//! Each function has a fixed, versioned endpoint and takes JSON, so that an installed app keeps working after the
//! relay was upgraded. On the relay the bodies ask the [`Accounts`] trait from the Leptos context; in the browser
//! they are requests.

#[cfg(feature = "ssr")]
mod provider;
mod types;

mod functions;

pub use functions::*;
#[cfg(feature = "ssr")]
pub use provider::{
    Access, Accounts, ApiTokens, Members, Memberships, Newcomers, Oversight, Passkeys as PasskeyProvider,
    Resets, SecondFactors, Sessions,
};
pub use types::*;
