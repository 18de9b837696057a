//! Files in and out: bytes to values and values to bytes.
