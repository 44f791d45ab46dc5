//! A recording takes the simulated patient's place, plays as it is told, and leaves again.

use bedside::{
    live::{Playing, SourceView, StripWaves},
    model::{Origin, Time, Vital},
    platform::WaveSource,
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    fixture::{chosen, sinus},
    waiting::{pass, until},
    ward::Ward,
};

impl Ward {
    fn playing(&self) -> Option<Playing> {
        self.bed.source.with_untracked(|source| source.recording().cloned())
    }

    /// The bed's clock and how fast it runs, as the sweeps see them.
    fn clock(&self) -> (Time, f64) {
        let waves = StripWaves::new(self.bed);
        (waves.now(), waves.pace())
    }

    async fn with_recording() -> Self {
        let ward = Self::unseen();
        ward.bed.open_recording(chosen(sinus()));
        until("the recording", || ward.playing().is_some()).await;
        ward
    }
}

#[wasm_bindgen_test]
async fn a_bad_recording_is_refused_and_the_patient_stays() {
    let ward = Ward::unseen();
    let bed = ward.bed;
    until("four waves", || bed.strips.with_untracked(Vec::len) == 4).await;
    let before = bed.source.get_untracked();
    let [_, header, notes] = sinus();
    bed.open_recording(chosen([header, notes]));
    assert!(bed.opening.get_untracked());
    until("the refusal", || !bed.opening.get_untracked()).await;
    let refused = bed.refused.get_untracked().unwrap();
    assert!(refused.contains("sinus.dat, which was not chosen"), "{refused}");
    assert_eq!(bed.source.get_untracked(), before);
    assert!(matches!(before, SourceView::Simulated { .. }));
    // The same patient, who goes on.
    let (now, _) = ward.clock();
    until("time goes on", || ward.clock().0 > now).await;
    ward.number(Vital::HeartRate).await;
    // Nothing chosen is nothing asked for.
    bed.open_recording(Vec::new());
    assert!(!bed.opening.get_untracked());
}

#[wasm_bindgen_test]
async fn a_recording_plays_and_what_it_shows_is_marked_as_replayed() {
    let ward = Ward::with_recording().await;
    let bed = ward.bed;
    let playing = ward.playing().unwrap();
    assert_eq!((&*playing.name, playing.length.secs(), playing.speed), ("sinus", 90.0, 1));
    assert_eq!(bed.refused.get_untracked(), None);
    assert_eq!(ward.value(Vital::SpO2), None);
    bed.set_speed(10);
    let rate = ward.number(Vital::HeartRate).await;
    assert!((73.0..=77.0).contains(&rate), "{rate}");
    let origin = bed.reading(Vital::HeartRate).get_untracked().map(|reading| reading.origin);
    assert_eq!(origin, Some(Origin::Replay));
    assert!(bed.strips.with_untracked(|strips| strips.iter().all(|strip| strip.origin == Origin::Replay)));
    bed.simulate_again();
    assert!(matches!(bed.source.get_untracked(), SourceView::Simulated { .. }));
    assert_eq!(ward.value(Vital::HeartRate), None);
    until("the simulated waves", || {
        bed.strips.with_untracked(|strips| {
            strips.len() == 4 && strips.iter().all(|strip| strip.origin == Origin::Simulated)
        })
    })
    .await;
    assert_eq!(ward.clock().1, 1.0);
}

#[wasm_bindgen_test]
async fn it_pauses_seeks_ends_and_starts_over() {
    let ward = Ward::with_recording().await;
    let bed = ward.bed;
    bed.toggle_play();
    let (stands, pace) = ward.clock();
    assert_eq!(pace, 0.0);
    pass(300).await;
    assert_eq!(ward.clock(), (stands, 0.0));
    bed.seek(Time::from_secs(60.0));
    assert_eq!(ward.playing().unwrap().from, Time::from_secs(60.0));
    let (stands, pace) = ward.clock();
    pass(300).await;
    assert_eq!((ward.clock(), pace), ((stands, 0.0), 0.0), "it stays paused");
    assert!((60.0..61.0).contains(&stands.secs()), "{stands:?}");
    bed.set_speed(10);
    bed.toggle_play();
    assert_eq!(ward.clock().1, 10.0);
    let rate = ward.number(Vital::HeartRate).await;
    assert!((106.0..=114.0).contains(&rate), "{rate}");
    // Past the end is its last second.
    bed.seek(Time::from_secs(1e6));
    assert_eq!(ward.playing().unwrap().from, Time::from_secs(89.0));
    until("the end", || ward.playing().is_some_and(|playing| playing.ended && playing.paused)).await;
    until("the alarm", || ward.alarm("recording-ended").is_some()).await;
    bed.toggle_play();
    let again = ward.playing().unwrap();
    assert_eq!((again.from, again.ended, again.paused, again.speed), (Time::ZERO, false, false, 10));
    assert_eq!(ward.alarm("recording-ended"), None);
    ward.number(Vital::HeartRate).await;
}

#[wasm_bindgen_test]
async fn a_speed_that_is_not_on_offer_changes_nothing() {
    let ward = Ward::with_recording().await;
    for speed in [0, 61] {
        ward.bed.set_speed(speed);
        assert_eq!((ward.playing().unwrap().speed, ward.clock().1), (1, 1.0));
    }
    ward.bed.simulate_again();
    ward.bed.set_speed(10);
    assert_eq!(ward.clock().1, 1.0, "a simulated patient lives in real time");
}

#[wasm_bindgen_test]
async fn the_recording_that_was_chosen_last_is_the_one_that_plays() {
    let ward = Ward::unseen();
    let [_, header, notes] = sinus();
    ward.bed.open_recording(chosen(sinus()));
    ward.bed.open_recording(chosen([header, notes]));
    until("the refusal", || ward.bed.refused.get_untracked().is_some()).await;
    pass(300).await;
    assert_eq!((ward.playing(), ward.bed.opening.get_untracked()), (None, false));
}
