//! Alarm sounds as the browser makes them, measured on what it renders.

use std::f64::consts::TAU;

use bedside::{
    alarms::{Burst, Priority, Pulse, SoundCategory, SoundStyle, burst, information, three_notes},
    platform::{Loudspeaker, sound_burst},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use web_sys::{AudioBuffer, OfflineAudioContext};

const STYLES: [SoundStyle; 3] = [SoundStyle::Plain, SoundStyle::Melody, SoundStyle::Icon];
const SAMPLE_RATE: f64 = 22_050.0;
/// When the burst begins.
const BEGIN: f64 = 0.1;

fn plain(priority: Priority) -> Burst {
    burst(priority, SoundStyle::Plain, SoundCategory::General)
}

/// What is heard of something, by the browser's own synthesiser.
struct Rendered(Vec<f32>);

impl Rendered {
    /// The burst, cut so long after its start.
    async fn new(burst: &Burst, volume: f64, cut: Option<f64>) -> Self {
        let length = (burst.heard().secs() + 2.0 * BEGIN) * SAMPLE_RATE;
        let context = OfflineAudioContext::new_with_number_of_channels_and_length_and_sample_rate(
            1,
            length as u32,
            SAMPLE_RATE as f32,
        )
        .unwrap();
        let sounded = sound_burst(&context, &context.destination(), burst, volume, BEGIN).unwrap();
        if let Some(cut) = cut {
            sounded.cut(BEGIN + cut).unwrap();
        }
        let buffer = JsFuture::from(context.start_rendering().unwrap()).await.unwrap();
        Self(buffer.unchecked_into::<AudioBuffer>().get_channel_data(0).unwrap())
    }

    fn index(&self, secs: f64) -> usize {
        (((BEGIN + secs) * SAMPLE_RATE).round().max(0.0) as usize).min(self.0.len())
    }

    /// The samples between two times after the start of the burst.
    fn part(&self, from: f64, to: f64) -> &[f32] {
        &self.0[self.index(from)..self.index(to)]
    }

    /// The loudest sample between two times.
    fn peak(&self, from: f64, to: f64) -> f64 {
        self.part(from, to).iter().fold(0.0, |peak, sample| peak.max(f64::from(sample.abs())))
    }

    /// Root mean square between two times.
    fn rms(&self, from: f64, to: f64) -> f64 {
        let part = self.part(from, to);
        (part.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / part.len() as f64).sqrt()
    }

    /// The amplitude of one frequency between two times, by the discrete Fourier transform.
    fn amplitude(&self, hz: f64, from: f64, to: f64) -> f64 {
        let part = self.part(from, to);
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (number, sample) in part.iter().enumerate() {
            let (sin, cos) = (TAU * hz * number as f64 / SAMPLE_RATE).sin_cos();
            real += f64::from(*sample) * cos;
            imaginary += f64::from(*sample) * sin;
        }
        2.0 * f64::hypot(real, imaginary) / part.len() as f64
    }

    /// Measures one pulse: its level is taken over one period around each moment, in steps of 0.25 ms.
    fn measure(&self, burst: &Burst, pulse: &Pulse) -> Measured {
        const STEP: f64 = 0.000_25;
        let half = 0.5 / pulse.frequency_hz;
        let from = pulse.start.secs() - 0.02;
        let to = (pulse.start + burst.sounding(pulse)).secs() + 0.02;
        let levels: Vec<(f64, f64)> = (0..((to - from) / STEP) as usize)
            .map(|step| from + step as f64 * STEP)
            .map(|at| (at, self.rms(at - half, at + half)))
            .collect();
        let middle = f64::midpoint(from, to);
        let level = self.rms(middle - 10.0 * half, middle + 10.0 * half);
        let first = |share: f64| levels.iter().find(|(_, heard)| *heard >= share * level).unwrap().0;
        let last = |share: f64| levels.iter().rfind(|(_, heard)| *heard >= share * level).unwrap().0;
        let harmonics = (1..)
            .map(|number| f64::from(number) * pulse.frequency_hz)
            .take_while(|hz| *hz <= 4_000.0)
            .filter(|hz| *hz >= 150.0);
        // A whole number of periods, so that no component leaks into another.
        let wide = (0.04 * pulse.frequency_hz).floor() / pulse.frequency_hz;
        let fundamental = self.amplitude(pulse.frequency_hz, middle - wide, middle + wide);
        let near = harmonics
            .map(|hz| 20.0 * (self.amplitude(hz, middle - wide, middle + wide) / fundamental).log10())
            .filter(|decibels| decibels.abs() <= 15.0)
            .count();
        Measured { rise: (first(0.1), first(0.9)), fall: (last(0.9), last(0.1)), level, near }
    }
}

/// Times in seconds from the start of the burst.
struct Measured {
    /// 10 % and 90 % of the rise.
    rise: (f64, f64),
    /// 90 % and 10 % of the fall.
    fall: (f64, f64),
    /// Root mean square where it is steady.
    level: f64,
    /// How many harmonics in 150 to 4000 Hz lie within 15 dB of the fundamental.
    near: usize,
}

impl Measured {
    fn duration(&self) -> f64 {
        self.fall.0 - self.rise.1
    }
}

/// The shortest and the longest.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, 0.0), |(least, most), value| (value.min(least), value.max(most)))
}

/// Checks one burst against tables 3 and 4 of IEC 60601-1-8, and gives its level.
async fn checked(priority: Priority, style: SoundStyle, about: SoundCategory) -> f64 {
    let what = format!("{priority:?} {style:?} {about:?}");
    let burst = burst(priority, style, about);
    let rendered = Rendered::new(&burst, 1.0, None).await;
    let whole = rendered.peak(-BEGIN, burst.heard().secs() + BEGIN);
    assert!(whole <= 1.001, "{what} is clipped at {whole}");
    let pulses: Vec<Measured> = burst.pulses.iter().map(|pulse| rendered.measure(&burst, pulse)).collect();
    let gaps: Vec<f64> = pulses.windows(2).map(|pair| pair[1].rise.1 - pair[0].fall.0).collect();
    let (durations, spacings) = match priority {
        Priority::High => (0.075..=0.2, 0.05..=0.125),
        Priority::Medium | Priority::Low => (0.125..=0.25, 0.125..=0.25),
    };
    let short: Vec<f64> = match priority {
        Priority::High => [0, 1, 3, 5, 6, 8].map(|place| gaps[place]).to_vec(),
        Priority::Medium | Priority::Low => gaps.clone(),
    };
    let (least, most) = range(short.iter().copied());
    assert!(spacings.contains(&least) && spacings.contains(&most), "{what}: spacings {gaps:?}");
    assert!(most / least < 1.2, "{what}: uneven {gaps:?}");
    if priority == Priority::High {
        assert!((0.35..=1.3).contains(&gaps[4]), "{what}: {gaps:?}");
        for long in [2, 7] {
            let expected = 2.0 * gaps[0] + pulses[0].duration();
            assert!((gaps[long] - expected).abs() < 0.01, "{what}: {gaps:?}");
        }
    }
    for (pulse, measured) in burst.pulses.iter().zip(&pulses) {
        let duration = measured.duration();
        assert!(durations.contains(&duration), "{what}: {duration}");
        assert!((duration - pulse.duration.secs()).abs() < 0.003, "{what}: {duration}");
        let rise = measured.rise.1 - measured.rise.0;
        assert!((0.1..=0.2).contains(&(rise / duration)), "{what}: rises in {rise} of {duration}");
        let fall = measured.fall.1 - measured.fall.0;
        assert!(rise + fall <= least, "{what}: rises in {rise}, falls in {fall}, spacing {least}");
        assert!(measured.near >= 4, "{what}: {} components", measured.near);
    }
    let (quietest, loudest) = range(pulses.iter().map(|measured| measured.level));
    assert!(20.0 * (loudest / quietest).log10() < 1.0, "{what}: {quietest} to {loudest}");
    for pair in burst.pulses.windows(2) {
        let silence = (pair[0].start + burst.sounding(&pair[0])).secs() + 0.002;
        let peak = rendered.peak(silence, pair[1].start.secs() - 0.002);
        assert!(peak < 1e-3, "{what}: {peak} between pulses");
    }
    if !burst.icon.is_empty() {
        let (from, to) = (burst.icon_start().secs(), burst.heard().secs());
        let pulse = rendered.peak(0.0, burst.length().secs());
        let (icon, heard) = (rendered.peak(from, to), rendered.rms(from, to));
        assert!(icon <= pulse, "{what}: the icon reaches {icon}, the pulses {pulse}");
        assert!(heard > 0.05 * pulse, "{what}: the icon is not heard, {heard}");
    }
    let (shortest, longest) = range(pulses.iter().map(Measured::duration));
    let (fast, slow) = range(pulses.iter().map(|it| it.rise.1 - it.rise.0));
    console_log!(
        "{what}: pulses {:.0} to {:.0} ms, spacing {:.0} to {:.0} ms, rise {:.0} to {:.0} ms, components {} or more, \
         level {:.1} dB, peak {whole:.2}",
        shortest * 1e3,
        longest * 1e3,
        least * 1e3,
        most * 1e3,
        fast * 1e3,
        slow * 1e3,
        pulses.iter().map(|it| it.near).min().unwrap_or_default(),
        20.0 * quietest.log10()
    );
    quietest
}

#[wasm_bindgen_test]
async fn every_style_keeps_to_the_tables_as_it_is_rendered() {
    for style in STYLES {
        for about in SoundCategory::ALL {
            if style == SoundStyle::Plain && about != SoundCategory::General {
                continue;
            }
            let high = checked(Priority::High, style, about).await;
            let medium = checked(Priority::Medium, style, about).await;
            let low = checked(Priority::Low, style, about).await;
            assert!(high >= medium && medium >= low, "{style:?} {about:?}: {high}, {medium}, {low}");
        }
    }
}

#[wasm_bindgen_test]
async fn what_is_no_alarm_is_softer_than_any() {
    let low = Rendered::new(&plain(Priority::Low), 1.0, None).await.peak(0.0, 1.0);
    for calm in [information(), three_notes()] {
        let heard = Rendered::new(&calm, 1.0, None).await.peak(0.0, calm.heard().secs());
        assert!((0.2..=low + 1e-3).contains(&heard), "{heard} beside {low}");
    }
}

#[wasm_bindgen_test]
async fn half_the_volume_is_half_the_amplitude() {
    let burst = plain(Priority::Medium);
    let whole = Rendered::new(&burst, 1.0, None).await.peak(0.0, burst.length().secs());
    let half = Rendered::new(&burst, 0.5, None).await.peak(0.0, burst.length().secs());
    assert!((whole / half - 2.0).abs() < 0.01, "{whole} and {half}");
}

/// The greatest step from sample to sample.
fn roughest(samples: &[f32]) -> f32 {
    samples.windows(2).fold(0.0, |step, pair| step.max((pair[1] - pair[0]).abs()))
}

#[wasm_bindgen_test]
async fn a_burst_that_is_cut_is_silent_10_ms_later_and_does_not_click() {
    for style in STYLES {
        let burst = burst(Priority::High, style, SoundCategory::Cardiovascular);
        let whole = Rendered::new(&burst, 1.0, None).await;
        // In the middle of the second pulse, and of the icon where there is one.
        let pulse = burst.pulses[1].start.secs() + 0.08;
        for cut in [pulse, burst.icon_start().secs() + 0.05] {
            if cut > burst.heard().secs() {
                continue;
            }
            let rendered = Rendered::new(&burst, 1.0, Some(cut)).await;
            assert_eq!(rendered.part(0.0, cut - 0.001), whole.part(0.0, cut - 0.001), "as before until then");
            let after = rendered.peak(cut + 0.0105, burst.heard().secs() + BEGIN);
            assert!(after < 1e-6, "{style:?} cut at {cut}: {after}");
            let (smooth, usual) = (rendered.part(cut - 0.02, cut + 0.02), whole.part(cut - 0.02, cut + 0.02));
            assert!(roughest(smooth) <= 1.01 * roughest(usual), "{style:?} clicks at {cut}");
        }
    }
}

#[wasm_bindgen_test]
fn a_closed_loudspeaker_is_silent_and_that_is_no_error() {
    let speaker = Loudspeaker::default();
    for priority in Priority::ALL {
        assert!(speaker.play(&plain(priority), 1.0).is_ok());
    }
    assert!(speaker.cut().is_ok() && speaker.blip(440.0, 0.2, 0.0).is_ok());
    assert!(!speaker.is_open() && speaker.clock().is_none());
    assert_eq!(speaker.level(), 0.0);
}
