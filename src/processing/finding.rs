use std::sync::Arc;

use crate::model::{Channel, Quality, Reading, Span, Time};

/// What processing found in the samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// A heartbeat in an ECG channel.
    Beat(Beat),
    /// A pulse in the pulse wave, at its onset (foot) or upstroke.
    Pulse {
        /// When, in sample time.
        at: Time,
    },
    /// A breath, at the start of breathing in.
    Breath {
        /// When, in sample time.
        at: Time,
    },
    /// The time from the R peak to the pulse in the finger changed, or became unknown.
    PulseTransit {
        /// To the millisecond.
        transit: Option<Span>,
        /// When it was recognised.
        at: Time,
    },
    /// A vital was measured, or became unknown. Sent at least once a second for continuous vitals
    /// while their channel is present, and once when its channel disappears; once per measurement
    /// for the cuff's.
    Reading(Reading),
    /// An event began or ended.
    Event {
        /// Which event.
        event: Event,
        /// Whether it is going on.
        active: bool,
        /// When it began or ended, in sample time of the moment it was recognised.
        at: Time,
    },
    /// The beginning of an event was recognised and is not told, since there is reason not to believe it. Told
    /// once; [`Finding::Event`] follows if the reason goes while the event is still there.
    Withheld {
        /// Which event.
        event: Event,
        /// Why.
        why: Withheld,
        /// When.
        at: Time,
    },
    /// A channel's signal quality changed.
    Quality {
        /// The channel.
        channel: Channel,
        /// Its quality from now on.
        quality: Quality,
        /// Why it is not good.
        reason: Option<QualityReason>,
        /// Since when.
        at: Time,
    },
    /// A cuff measurement could not be evaluated, and why, in words for the screen.
    CuffRefused {
        /// When.
        at: Time,
        /// Why.
        reason: Arc<str>,
    },
}

/// One heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// The channel it was found in.
    pub channel: Channel,
    /// When its R peak was, in sample time.
    pub at: Time,
    /// Number of the sample at its R peak, counted in the channel's stream.
    pub sample: u64,
    /// What kind of beat it is.
    pub class: BeatClass,
}

/// Where a beat came from, as far as its look and its timing tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BeatClass {
    /// Like the patient's usual beats, in time.
    Normal,
    /// Like the patient's usual beats, but early.
    Supraventricular,
    /// From the ventricles: early or wide, and unlike the usual beats.
    Ventricular,
    /// Called forth by a pacemaker.
    Paced,
    /// Not told yet: the patient's usual beats are not known, or the waveform around it is not.
    Unknown,
}

/// Something that goes on for a while and matters by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// No heartbeat for the asystole time although the ECG electrodes are on.
    Asystole,
    /// No breath for the apnoea time although the breath sensor is on.
    Apnoea,
    /// The ventricles fibrillate or flutter.
    VentricularFibrillation,
    /// Five or more ventricular beats in a row at 100 /min or more.
    VentricularTachycardia,
    /// Three or more ventricular beats in a row that are no tachycardia. Lasts 10 s after the last.
    VentricularRun,
    /// Two ventricular beats in a row. Lasts 10 s after the last.
    Couplet,
    /// Every second beat ventricular. Lasts 10 s after the last.
    Bigeminy,
    /// No heartbeat for two seconds. Lasts 10 s after the next beat was found.
    Pause,
    /// More than ten single or paired ventricular beats in a minute.
    FrequentPvcs,
    /// The atria fibrillate, as far as the intervals tell.
    AtrialFibrillation,
}

/// Why an event that was recognised is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Withheld {
    /// The pulse goes on, at so many a minute.
    Pulse(u16),
    /// What happens once in a noisy waveform may be noise.
    Noise,
}

impl Withheld {
    /// In words, for the log.
    pub fn text(self) -> String {
        match self {
            Self::Pulse(rate) => format!("pulse goes on at {rate} /min"),
            Self::Noise => "noisy signal".to_owned(),
        }
    }
}

/// Why a channel's quality is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QualityReason {
    /// Electrode or sensor not on the patient (samples are missing).
    SensorOff,
    /// The signal stands still.
    Flat,
    /// The signal hits the end of its range.
    Saturated,
    /// Disturbed by movement or interference.
    Noisy,
    /// Too little blood in the tissue under the sensor pulsates.
    LowPerfusion,
    /// A pressure without pulse.
    NoPulsation,
    /// Not enough heard yet.
    Searching,
    /// The hum of the mains is strong against the signal.
    MainsHum,
    /// The sensor or what it is on was moved: a burst, or a baseline that leaves.
    Movement,
    /// The signal repeats itself bit by bit, as no body's does.
    Repeating,
    /// A steady pulse says otherwise.
    Contradicted,
}

impl QualityReason {
    /// The text on the screen.
    pub const fn text(self) -> &'static str {
        match self {
            Self::SensorOff => "sensor off",
            Self::Flat => "flat signal",
            Self::Saturated => "signal out of range",
            Self::Noisy => "noisy signal",
            Self::LowPerfusion => "low perfusion",
            Self::NoPulsation => "no pulsation",
            Self::Searching => "searching",
            Self::MainsHum => "mains hum",
            Self::Movement => "movement",
            Self::Repeating => "repeating signal",
            Self::Contradicted => "pulse disagrees",
        }
    }
}
