use std::collections::VecDeque;

use super::{Event, Finding, QualityReason, Withheld};
use crate::model::{Channel, Quality, Span, Time};

/// What the pulse says of the ECG: whether the heart can be what the ECG claims.
///
/// **Method** (as in the `PhysioNet` challenge 2015, where each ECG alarm was confirmed by a pulse wave of good
/// quality): a pulse in light or arterial pressure counts as steady when its channel is good, five pulses or more
/// came in the last eight seconds, evenly and at a rate of 40 to 180 /min (Orphanidou et al., IEEE JBHI 19:832,
/// 2015), and the last one is not overdue. A steady pulse contradicts
/// - asystole, when two pulses came that no beat explains; a pause, when one did;
/// - fibrillation of the ventricles only where the ECG is marked as noisy, moving or humming, and the pulse is very
///   even and at 50 to 110 /min all through the last ten seconds: a heart that fibrillates has none. Their
///   tachycardia, which may have one, only where the ECG had been so for eight seconds before it;
/// - the beats that are counted, when three and three in ten fewer or more came than pulses; more only in an ECG
///   in such trouble, since a heart may go faster than its pulse.
///
/// One pulse that has stopped outweighs another that goes on. What was told is never taken back: only the
/// beginning of an event is withheld, and for no longer than the pulse contradicts it.
///
/// **Latency**: none where nothing contradicts. Once the last pulse is one and a half intervals and
/// 0.75 s old (3 s at 40 /min) nothing is withheld any more, so a heart that stops alarms in its time.
/// **Accuracy** (`tests/signal_quality.rs`, simulated patients): a loose electrode makes no asystole, and a heart
/// that stops under it alarms within 3 s; no asystole, fibrillation or tachycardia of eighteen patients is withheld.
/// **Cost**: counts once a second, and looks at pulses only while an event is claimed.
/// **Limits**: chest compressions and a balloon pump make pulses too.
#[derive(Debug, Default)]
pub(super) struct SecondOpinion {
    light: Train,
    pressure: Train,
    /// The last beats found in the ECG.
    beats: VecDeque<Time>,
    /// Since when the ECG can be measured, and since when it is in trouble.
    measurable: Option<Time>,
    troubled: Option<Time>,
    claims: [Claim; CLAIMED.len()],
    /// When beats and pulses were counted last, and whether they differed.
    counted: Option<(Time, bool)>,
}

/// The pulses of one channel.
#[derive(Debug, Default)]
struct Train {
    pulses: VecDeque<Time>,
    quality: Option<(Quality, Option<QualityReason>)>,
}

/// An event that the ECG claims, since when, and what became of it.
#[derive(Clone, Copy, Debug, Default)]
struct Claim {
    since: Option<Time>,
    told: bool,
    withheld: bool,
}

/// What a pulse can contradict.
const CLAIMED: [Event; 4] =
    [Event::Asystole, Event::Pause, Event::VentricularFibrillation, Event::VentricularTachycardia];
/// A pulse that stopped longer ago denies nothing any more: its sensor may be elsewhere.
const REACH: Span = Span::from_millis(20_000);
/// Pulses and beats that are remembered: 20 s of the fastest.
const MOST: usize = 100;
/// What a pulse may take until it is known, after its interval: detection takes 0.5 s (see `pulse`), a step of the
/// bed 0.125 s.
const KNOWN: f64 = 0.75;
/// From a beat to the end of the pulse that it makes: later ones are of another beat (transit times reach 0.35 s
/// at the finger; Allen, Physiol Meas 28:R1, 2007; own margin).
const CONDUCTED: Span = Span::from_millis(600);
/// The usual such delay.
const TRANSIT: Span = Span::from_millis(250);
/// Beats and pulses are counted in a window of this length that ended so long ago.
const COUNTED: Span = Span::from_millis(8_000);
const SETTLED: Span = Span::from_millis(1_000);
/// Fewest beats or pulses that they must differ by, and the least share (own choice).
const MISCOUNT: (usize, f64) = (3, 0.3);
/// For so long an ECG must have been in trouble before the pulse is believed against a tachycardia in it, which may
/// look like trouble itself (own choice: two of the times that its alarm takes).
const TROUBLED: Span = Span::from_millis(8_000);

/// What makes a pulse steady.
struct Steady {
    over: Span,
    fewest: usize,
    /// Longest over shortest interval.
    even: f64,
    /// Rates, /min.
    rates: (f64, f64),
    /// When the next pulse is overdue, in intervals.
    overdue: f64,
}

const STEADY: Steady =
    Steady { over: Span::from_millis(8_000), fewest: 5, even: 1.5, rates: (40.0, 180.0), overdue: 1.5 };
const VERY_STEADY: Steady =
    Steady { over: Span::from_millis(10_000), fewest: 7, even: 1.3, rates: (50.0, 110.0), overdue: 1.25 };

/// Adds a moment after those that are known; one that is known already is left out.
fn remember(moments: &mut VecDeque<Time>, at: Time) {
    match moments.back() {
        Some(last) if *last == at => return,
        // Time went back.
        Some(last) if *last > at => moments.clear(),
        _ if moments.len() == MOST => drop(moments.pop_front()),
        _ => {}
    }
    moments.push_back(at);
}

impl Train {
    /// The mean interval in seconds while the pulse is steady.
    fn steady(&self, now: Time, asked: &Steady) -> Option<f64> {
        if !matches!(self.quality, Some((Quality::Good, _))) {
            return None;
        }
        let from = now - asked.over;
        let times = || self.pulses.iter().filter(|at| (from..=now).contains(*at));
        let (first, last) = (*times().next()?, *times().next_back()?);
        let intervals = times().zip(times().skip(1)).map(|(one, next)| (*next - *one).secs());
        let (least, most) =
            intervals.fold((f64::MAX, 0.0_f64), |(least, most), one| (least.min(one), most.max(one)));
        let count = times().count();
        let mean = (last - first).secs() / count.saturating_sub(1).max(1) as f64;
        let rate = 60.0 / mean;
        let due = |since: Time| (now - since).secs() <= asked.overdue * mean + KNOWN;
        // All through the time that is asked for: the one before the first is outside of it.
        let all_through = (first - from).secs() <= most;
        let steady = count >= asked.fewest && most <= asked.even * least && due(last) && all_through;
        (steady && (asked.rates.0..=asked.rates.1).contains(&rate)).then_some(mean)
    }

    /// Whether there was a pulse and is none any more, as far as the channel can tell.
    fn stopped(&self, now: Time) -> bool {
        let Some((_, reason)) = self.quality else { return false };
        if reason == Some(QualityReason::NoPulsation) {
            return true;
        }
        let mut latest = self.pulses.iter().rev();
        let (Some(last), Some(third)) = (latest.next(), latest.nth(1)) else { return false };
        let overdue = STEADY.overdue * (*last - *third).secs() / 2.0 + KNOWN;
        let age = now - *last;
        reason != Some(QualityReason::SensorOff) && age < REACH && age.secs() > overdue
    }

    fn after(&self, at: Option<Time>) -> usize {
        self.pulses.iter().filter(|pulse| at.is_none_or(|at| **pulse > at)).count()
    }
}

impl SecondOpinion {
    /// Takes note of what was found.
    pub(super) fn hear(&mut self, findings: &[Finding]) {
        for finding in findings {
            match finding {
                Finding::Beat(beat) if beat.channel == Channel::Ecg => {
                    remember(&mut self.beats, beat.at);
                }
                Finding::Pulse { at } => remember(&mut self.light.pulses, *at),
                Finding::Quality { channel: Channel::Pleth, quality, reason, .. } => {
                    self.light.quality = Some((*quality, *reason));
                }
                Finding::Quality { channel: Channel::Arterial, quality, reason, .. } => {
                    self.pressure.quality = Some((*quality, *reason));
                }
                Finding::Quality { channel: Channel::Ecg, quality, reason, at } => {
                    let is = |is: bool, since: Option<Time>| is.then(|| since.unwrap_or(*at));
                    self.measurable = is(*quality != Quality::Invalid, self.measurable);
                    // That the pulse contradicts it takes no trouble away.
                    if *reason != Some(QualityReason::Contradicted) {
                        let trouble = matches!(
                            reason,
                            Some(QualityReason::Noisy | QualityReason::Movement | QualityReason::MainsHum)
                        );
                        self.troubled = is(trouble, self.troubled);
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes note of the latest pulse in arterial pressure.
    pub(super) fn hear_pressure(&mut self, at: Option<Time>) {
        if let Some(at) = at {
            remember(&mut self.pressure.pulses, at);
        }
    }

    /// Another sensor delivers this channel.
    pub(super) fn forget(&mut self, channel: Channel) {
        match channel {
            Channel::Pleth => self.light = Train::default(),
            Channel::Arterial => self.pressure = Train::default(),
            Channel::Ecg => {
                *self = Self {
                    light: std::mem::take(&mut self.light),
                    pressure: std::mem::take(&mut self.pressure),
                    ..Self::default()
                };
            }
            _ => {}
        }
    }

    /// The pulse that is steady, if none has stopped, and its mean interval in seconds.
    fn steady(&self, now: Time, asked: &Steady) -> Option<(&Train, f64)> {
        let trains = [&self.pressure, &self.light];
        if trains.iter().any(|train| train.stopped(now)) {
            return None;
        }
        trains.into_iter().find_map(|train| Some((train, train.steady(now, asked)?)))
    }

    /// The pulse rate that contradicts `event`, which the ECG claims since `since`.
    fn contradicts(&self, event: Event, since: Time, now: Time) -> Option<u16> {
        let lethal = matches!(event, Event::VentricularFibrillation | Event::VentricularTachycardia);
        let (train, interval) = self.steady(now, if lethal { &VERY_STEADY } else { &STEADY })?;
        let unexplained = || train.after(self.beats.back().map(|last| *last + CONDUCTED));
        let contradicted = match event {
            Event::VentricularFibrillation => self.troubled.is_some(),
            Event::VentricularTachycardia => {
                self.troubled.is_some_and(|troubled| since - troubled >= TROUBLED)
            }
            Event::Pause => unexplained() >= 1,
            _ => unexplained() >= 2,
        };
        contradicted.then(|| (60.0 / interval).round() as u16)
    }

    /// Whether other than the pulses' number of beats was found in the last seconds; counted once a second.
    pub(super) fn miscounted(&mut self, now: Time) -> bool {
        match self.counted {
            Some((at, differed)) if now >= at && now - at < SETTLED => differed,
            _ => self.counted.insert((now, self.count(now))).1,
        }
    }

    fn count(&self, now: Time) -> bool {
        let to = now - SETTLED;
        let from = to - COUNTED;
        let Some((train, _)) = self.steady(now, &STEADY) else { return false };
        if self.measurable.is_none_or(|since| since > from) {
            return false;
        }
        let beats = self.beats.iter().filter(|at| (from..to).contains(*at)).count();
        let pulses = train.pulses.iter().filter(|at| (from..to).contains(&(**at - TRANSIT))).count();
        let differs = beats.abs_diff(pulses) >= MISCOUNT.0
            && beats.abs_diff(pulses) as f64 >= MISCOUNT.1 * pulses as f64;
        let troubled = self.troubled.is_some_and(|since| now - since >= TROUBLED);
        differs && (beats < pulses || troubled)
    }

    /// Judges the events from `from` on: takes away those whose beginning the pulse contradicts, and gives them
    /// back when it does no longer.
    pub(super) fn judge(&mut self, now: Time, findings: &mut Vec<Finding>, from: usize) {
        let mut place = 0;
        findings.retain(|finding| {
            place += 1;
            let Finding::Event { event, active, at } = finding else { return true };
            let Some(n) = CLAIMED.iter().position(|claimed| claimed == event).filter(|_| place > from) else {
                return true;
            };
            let before = std::mem::take(&mut self.claims[n]);
            if *active {
                self.claims[n].since = Some(*at);
            }
            !active && before.told
        });
        for (n, event) in CLAIMED.into_iter().enumerate() {
            let Claim { since: Some(since), told: false, withheld } = self.claims[n] else { continue };
            if let Some(pulse) = self.contradicts(event, since, now) {
                self.claims[n].withheld = true;
                if !withheld {
                    findings.push(Finding::Withheld { event, why: Withheld::Pulse(pulse), at: now });
                }
            } else {
                self.claims[n].told = true;
                let at = if withheld { now } else { since };
                findings.push(Finding::Event { event, active: true, at });
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::processing::{Beat, BeatClass};

    fn at(secs: f64) -> Time {
        Time::from_secs(secs)
    }

    fn quality(channel: Channel, reason: Option<QualityReason>, secs: f64) -> Finding {
        let quality = if reason.is_none() { Quality::Good } else { Quality::Questionable };
        Finding::Quality { channel, quality, reason, at: at(secs) }
    }

    fn beat(secs: f64) -> Finding {
        Finding::Beat(Beat { channel: Channel::Ecg, at: at(secs), sample: 0, class: BeatClass::Normal })
    }

    /// A heart of `interval` seconds: its beats until `beats`, its pulses until `pulses`, seconds.
    fn heart(interval: f64, beats: f64, pulses: f64) -> SecondOpinion {
        let mut opinion = SecondOpinion::default();
        opinion.hear(&[quality(Channel::Ecg, None, 0.0), quality(Channel::Pleth, None, 0.0)]);
        for n in 0..100 {
            let t = f64::from(n) * interval;
            if t < beats {
                opinion.hear(&[beat(t)]);
            }
            if t < pulses {
                opinion.hear(&[Finding::Pulse { at: at(t + 0.25) }]);
            }
        }
        opinion
    }

    /// What is told when the ECG claims `event` from `secs` on.
    fn claim(opinion: &mut SecondOpinion, event: Event, secs: f64) -> Vec<Finding> {
        let mut findings = vec![Finding::Event { event, active: true, at: at(secs) }];
        opinion.judge(at(secs), &mut findings, 0);
        findings
    }

    fn told(event: Event, secs: f64) -> Vec<Finding> {
        vec![Finding::Event { event, active: true, at: at(secs) }]
    }

    fn withheld(event: Event, pulse: u16, secs: f64) -> Vec<Finding> {
        vec![Finding::Withheld { event, why: Withheld::Pulse(pulse), at: at(secs) }]
    }

    #[test]
    fn a_pulse_that_goes_on_withholds_asystole_once_and_until_it_stops() {
        let mut opinion = heart(0.8, 16.1, 20.1);
        assert_eq!(claim(&mut opinion, Event::Asystole, 20.5), withheld(Event::Asystole, 75, 20.5));
        let mut findings = Vec::new();
        opinion.judge(at(21.0), &mut findings, 0);
        assert!(findings.is_empty(), "{findings:?}");
        opinion.judge(at(22.5), &mut findings, 0);
        assert_eq!(findings, told(Event::Asystole, 22.5), "the last pulse came at 20.25 s");
    }

    #[test]
    fn what_was_told_is_not_taken_back_and_what_was_not_does_not_end() {
        let mut opinion = heart(0.8, 16.1, 16.1);
        assert_eq!(claim(&mut opinion, Event::Asystole, 20.5), told(Event::Asystole, 20.5));
        let end = |opinion: &mut SecondOpinion| {
            let mut findings = vec![Finding::Event { event: Event::Asystole, active: false, at: at(21.0) }];
            opinion.judge(at(21.0), &mut findings, 0);
            findings.len()
        };
        assert_eq!(end(&mut opinion), 1);
        let mut other = heart(0.8, 16.1, 20.1);
        claim(&mut other, Event::Asystole, 20.5);
        assert_eq!(end(&mut other), 0);
    }

    #[test]
    fn a_heart_that_stops_is_told_at_once_at_any_rate() {
        for interval in [0.34, 0.5, 0.8, 1.2, 1.49] {
            let last = 20.0_f64.div_euclid(interval) * interval;
            let mut opinion = heart(interval, 20.0, 20.0);
            assert_eq!(claim(&mut opinion, Event::Pause, last + 2.5), told(Event::Pause, last + 2.5));
            assert_eq!(claim(&mut opinion, Event::Asystole, last + 4.5), told(Event::Asystole, last + 4.5));
        }
    }

    #[test]
    fn only_a_good_even_plausible_pulse_that_none_denies_contradicts() {
        let asystole = |change: &dyn Fn(&mut SecondOpinion)| {
            let mut opinion = heart(0.8, 16.1, 20.1);
            change(&mut opinion);
            claim(&mut opinion, Event::Asystole, 20.5) == told(Event::Asystole, 20.5)
        };
        assert!(!asystole(&|_| {}));
        assert!(asystole(&|o| o.hear(&[quality(Channel::Pleth, Some(QualityReason::Movement), 19.0)])));
        assert!(asystole(&|o| o.hear(&[quality(Channel::Arterial, Some(QualityReason::NoPulsation), 19.0)])));
        assert!(asystole(&|o| o.forget(Channel::Pleth)));
        assert!(asystole(&|o| {
            o.light.pulses.remove(20);
        }));
        assert!(asystole(&|o| {
            // The arterial pulse stopped four seconds ago.
            o.hear(&[quality(Channel::Arterial, None, 0.0)]);
            (0..20).for_each(|n| o.hear_pressure(Some(at(f64::from(n) * 0.8))));
        }));
        let mut racing = heart(0.3, 16.1, 20.1);
        assert_eq!(claim(&mut racing, Event::Asystole, 20.5), told(Event::Asystole, 20.5), "200 /min");
    }

    #[test]
    fn what_kills_is_withheld_only_in_an_ecg_in_trouble_and_a_very_steady_pulse() {
        for event in [Event::VentricularFibrillation, Event::VentricularTachycardia] {
            let claimed = |trouble: Option<f64>, interval: f64, pulses: f64| {
                let mut opinion = heart(interval, 30.0, pulses);
                if let Some(since) = trouble {
                    opinion.hear(&[quality(Channel::Ecg, Some(QualityReason::Noisy), since)]);
                }
                claim(&mut opinion, event, 30.0)
            };
            assert_eq!(claimed(Some(20.0), 0.8, 29.4), withheld(event, 75, 30.0));
            assert_eq!(claimed(None, 0.8, 29.4), told(event, 30.0), "a clean ECG is believed");
            let tachycardia = event == Event::VentricularTachycardia;
            let soon = claimed(Some(25.0), 0.8, 29.4);
            assert_eq!(soon == told(event, 30.0), tachycardia, "it may look like noise itself: {soon:?}");
            assert_eq!(claimed(Some(20.0), 0.5, 29.4), told(event, 30.0), "a fast pulse may be its own");
            assert_eq!(claimed(Some(20.0), 0.8, 27.9), told(event, 30.0), "the pulse may have stopped");
        }
    }

    #[test]
    fn beats_are_miscounted_where_a_steady_pulse_says_so() {
        assert!(!heart(0.8, 30.0, 30.0).miscounted(at(30.0)));
        let half = |trouble: bool, beats: f64, pulses: f64| {
            let mut opinion = SecondOpinion::default();
            opinion.hear(&[quality(Channel::Ecg, None, 0.0), quality(Channel::Pleth, None, 0.0)]);
            if trouble {
                opinion.hear(&[quality(Channel::Ecg, Some(QualityReason::Movement), 5.0)]);
            }
            (0..100).for_each(|n| opinion.hear(&[beat(f64::from(n) * beats)]));
            for n in (0..100).map(|n| f64::from(n) * pulses).filter(|t| *t < 29.8) {
                opinion.hear(&[Finding::Pulse { at: at(n) }]);
            }
            opinion.miscounted(at(30.0))
        };
        assert!(half(false, 1.6, 0.8));
        assert!(!half(false, 0.4, 0.8), "a heart may go faster than its pulse");
        assert!(half(true, 0.4, 0.8));
    }

    proptest! {
        /// Whatever is heard in whatever order: an event is told once, ends only after that, and is not withheld
        /// for good when pulses end.
        #[test]
        fn events_keep_their_order_whatever_comes(
            steps in prop::collection::vec((0..9_u8, -3_000_i64..30_000, any::<bool>()), 0..300),
        ) {
            let (mut opinion, mut now, mut on) = (SecondOpinion::default(), Time::ZERO, false);
            let mut claimed = false;
            for (what, millis, flag) in steps {
                now += Span::from_millis(millis.abs() / 20);
                let time = now + Span::from_millis(millis);
                match what {
                    0..=2 => opinion.hear(&[Finding::Pulse { at: time }]),
                    3 => opinion.hear_pressure(Some(time)),
                    4 => opinion.hear(&[beat(time.secs())]),
                    5 => opinion.hear(&[quality(Channel::Pleth, flag.then_some(QualityReason::Noisy), 0.0)]),
                    6 => opinion.hear(&[quality(Channel::Ecg, flag.then_some(QualityReason::Noisy), 0.0)]),
                    7 => opinion.hear(&[quality(Channel::Arterial, None, 0.0)]),
                    _ => {
                        let _ = opinion.miscounted(time);
                    }
                }
                let mut findings = Vec::new();
                if flag != claimed {
                    claimed = flag;
                    findings.push(Finding::Event { event: Event::Asystole, active: flag, at: now });
                }
                opinion.judge(now, &mut findings, 0);
                for finding in findings {
                    if let Finding::Event { active, .. } = finding {
                        prop_assert!(active != on);
                        on = active;
                    }
                }
                prop_assert!(claimed || !on);
            }
            let mut findings = Vec::new();
            opinion.judge(now + Span::from_secs(60.0), &mut findings, 0);
            prop_assert!(!claimed || on || !findings.is_empty());
        }
    }
}
