//! Dunwell.
