//! What alarms other settings would have made, worked out beside the monitoring.

use std::{collections::BTreeMap, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{LiveBed, SourceView, recorded_readings::BUSY_MS};
use crate::{
    alarms::{AlarmConfig, Observation, WhatIf, WhatIfRun},
    model::{Quality, Reading, Span, Vital},
    platform::monotonic_ms,
    sources::Clock,
};

/// Readings between two looks at the clock.
const SLICE: usize = 256;

impl LiveBed {
    /// The numbers of the last `back` of this bed's trend, one every two seconds, in order of time.
    pub fn past_readings(self, back: Span) -> Arc<[Observation]> {
        let now = self.clock().now();
        let origin = self.source.with_untracked(SourceView::origin);
        let mut past = Vec::new();
        for vital in Vital::ALL {
            let points = self.with_trend(|trend| trend.points(vital, now - back));
            // What goes on being unknown is no news.
            let mut known = true;
            for point in points {
                if point.value.is_some() || known {
                    past.push(match point.value {
                        Some(value) => Reading::new(vital, value, point.at, Quality::Good, origin),
                        None => Reading::unknown(vital, point.at, origin),
                    });
                }
                known = point.value.is_some();
            }
        }
        past.sort_by_key(|reading| reading.at);
        past.into_iter().map(Observation::Reading).collect()
    }

    /// The present values that limits can be set around: of a continuous vital the median of the last 12 s
    /// (as Philips' VS30 has it), of the cuff its last result; only of vitals that are well measured now.
    pub fn values_now(self) -> BTreeMap<Vital, f64> {
        let from = self.clock().now() - AROUND;
        Vital::ALL
            .into_iter()
            .filter_map(|vital| {
                let present = self.reading(vital).get_untracked()?;
                let value = present.value.filter(|_| present.quality == Quality::Good)?;
                if vital.is_episodic() {
                    return Some((vital, value));
                }
                let points = self.with_trend(|trend| trend.points(vital, from));
                let mut last: Vec<f64> = points.into_iter().filter_map(|point| point.value).collect();
                last.sort_unstable_by(f64::total_cmp);
                Some((vital, last.get(last.len() / 2).copied().unwrap_or(value)))
            })
            .collect()
    }
}

/// How much of the past an automatic limit is set around.
const AROUND: Span = Span::from_millis(12_000);

/// As [`crate::alarms::what_if`], in slices between which the page lives on.
pub async fn what_if_apart(config: AlarmConfig, averaging: Span, history: Arc<[Observation]>) -> WhatIf {
    let mut run = WhatIfRun::new(&config, averaging);
    let mut since = monotonic_ms();
    for slice in history.chunks(SLICE) {
        for observation in slice {
            run.hear(observation);
        }
        if monotonic_ms() - since > BUSY_MS {
            TimeoutFuture::new(0).await;
            since = monotonic_ms();
        }
    }
    run.finish()
}
