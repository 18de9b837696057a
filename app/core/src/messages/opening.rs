//! Which book a tab opens, and how its person writes and reads.

use crate::ids::{DeviceId, PersonId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// Which book to open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum OpenBook {
    /// The book of this device without an account.
    Local,
    /// The book of a team.
    Workspace {
        /// The workspace.
        workspace: WorkspaceId,
        /// Who is logged in.
        person: PersonId,
        /// This installation.
        device: DeviceId,
        /// WebSocket address of the relay.
        relay: String,
    },
}

/// How a person writes and reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preferences {
    /// Currency of amounts without one.
    pub currency: [u8; 3],
    /// Calling code of phones without one: `880`.
    pub calling_code: String,
    /// Day before month.
    pub day_first: bool,
    /// Minutes from UTC to the person's time now.
    pub utc_offset_minutes: i32,
    /// First day of the week: 0 = Sunday.
    pub first_weekday: u8,
}
