//! The screen: one bed, seen and touched.
//!
//! [`Screen`] lays out the zones; `tiles` are the numbers, `panels` what slides over the waves.
//! Everything a component shows comes from [`LiveBed`](crate::live::LiveBed) signals; everything it
//! does goes back through the bed's methods. No component keeps clinical state.

mod actions;
mod alarm_bar;
mod auto_range;
mod bench;
mod delivery_hint;
mod drop;
mod header;
mod icons;
mod keyboard;
mod next_frame;
mod other_beds;
mod panels;
mod ribbon;
mod route;
mod screen;
mod sound_question;
mod tiles;
mod transport;
mod trend_view;
mod waves;

pub use bench::BenchPage;
pub use route::{AlarmTab, DeviceTab, PanelKind, Route, go, use_route};
pub use screen::Screen;
