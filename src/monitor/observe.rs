use crate::{
    alarms::{Condition, Observation},
    model::Quality,
    processing::{Event, Finding, QualityReason},
};

/// What a finding means to the alarm system; `None` when it means nothing to it.
pub fn observation(finding: &Finding) -> Option<Observation> {
    match finding {
        Finding::Reading(reading) => Some(Observation::Reading(*reading)),
        Finding::Event { event, active, at } => Some(Observation::switch(condition(*event), *active, *at)),
        Finding::Withheld { event, why, at } => {
            Some(Observation::Withheld { condition: condition(*event), why: why.text().into(), at: *at })
        }
        Finding::Quality { channel, quality, reason, at } => Some(Observation::Quality {
            channel: *channel,
            // Not enough heard yet is no trouble.
            quality: if *reason == Some(QualityReason::Searching) { Quality::Good } else { *quality },
            off: *reason == Some(QualityReason::SensorOff),
            at: *at,
        }),
        Finding::CuffRefused { at, reason } => {
            Some(Observation::CuffFailed { at: *at, reason: reason.clone() })
        }
        Finding::Beat(_) | Finding::Pulse { .. } | Finding::PulseTransit { .. } | Finding::Breath { .. } => {
            None
        }
    }
}

const fn condition(event: Event) -> Condition {
    match event {
        Event::Asystole => Condition::Asystole,
        Event::Apnoea => Condition::Apnoea,
        Event::VentricularFibrillation => Condition::VentricularFibrillation,
        Event::VentricularTachycardia => Condition::VentricularTachycardia,
        Event::VentricularRun => Condition::VentricularRun,
        Event::Couplet => Condition::Couplet,
        Event::Bigeminy => Condition::Bigeminy,
        Event::Pause => Condition::Pause,
        Event::FrequentPvcs => Condition::FrequentPvcs,
        Event::AtrialFibrillation => Condition::AtrialFibrillation,
    }
}
