//! How far each channel can be trusted, and why no further.
//!
//! A [`Watch`] sees every sample of a channel and knows nothing of what it means; a [`QualityTeller`] tells
//! of what lasts. Two kinds of trouble: a **fault** leaves nothing to measure (sensor off, flat, saturated),
//! and the number is blank; a **doubt** (mains hum, movement, a signal that repeats itself) may spoil what is
//! measured, and the number is questioned unless it proves itself. Channels add what only they can know: noise,
//! low perfusion, no pulsation.
//!
//! **Method.** Counters, extremes (`blocks`) and a search for what came before (`repetition`) over each packet; once a second a
//! look back at the last two seconds (`movement`), and at the samples themselves where they could hum (`mains`). **Latency**: a fault when it has lasted as long as its name needs
//! (0.3 s off, 2 s flat, 3 s saturated); hum and movement 3 to 4 s; repetition 3 s where it is faster than any
//! heart, else 30 s. **Accuracy**
//! (`cargo test --test signal_quality -- --nocapture`): the ECG of sixteen clean records of BIDMC and MIT-BIH is
//! good for more than 99 % of the time; on all of both, hum, movement and repetition are told in 0.1 % of it. Of
//! the noise in `nstdb` 118e00 81 % is marked, in 118e06, where beats are still found, 21 %; of the quiet between,
//! none. **Cost**: `examples/speed.rs` includes it; memory is eight seconds of samples for each channel.

mod blocks;
mod mains;
mod movement;
mod repetition;
mod teller;
mod watch;

pub(super) use teller::QualityTeller;
pub(super) use watch::{Kind, Watch};
