//! Accessible widgets that know nothing about customers.
