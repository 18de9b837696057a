//! Who may read and write what. In this edition everyone in a workspace may do everything; scopes already travel
//! with every change so that narrower rules need no new format.

/// The scope that holds every record of a workspace.
pub const WHOLE_WORKSPACE: &str = "workspace";
