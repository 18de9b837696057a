//! The gate: every foreign change is checked here before Automerge sees it.
