//! How each kind of field is shown and edited.
