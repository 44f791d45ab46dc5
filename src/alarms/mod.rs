//! Alarm conditions, their priorities and their life.
