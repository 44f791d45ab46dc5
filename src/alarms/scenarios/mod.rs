//! What a nurse would see, scenario by scenario, on the default limits of an adult.
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::wildcard_imports)]

mod bed;
mod inactive;
mod limits;
mod operator;
mod sensors;
