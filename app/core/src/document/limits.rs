//! How large one change may be; commands and the gate use the same numbers.
