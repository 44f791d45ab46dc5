use leptos::{html, prelude::*};

use super::LogView;
use crate::{
    charts::{StripChart, StripRow, TimeAxis},
    live::{LiveBed, Settings, SettingsSignal},
    model::Channel,
    monitor::AlarmStrip,
    platform::draw_strip_on,
    ui::{
        next_frame::in_next_frame,
        trend_view::{ink, token_color},
        waves::color_token,
    },
};

/// Speeds of the paper, millimetres a second.
const SPEEDS: [f64; 3] = [6.25, 12.5, 25.0];

/// The waves around an alarm, on paper.
#[component]
pub fn StripView(serial: u64) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    // A strip is there some seconds after its alarm began.
    let there = Memo::new(move |_| {
        bed.now.track();
        (bed.alarm_strip(serial).is_some(), bed.is_taking_strip(serial))
    });
    move || match there.get() {
        (true, _) => view! { <Paper serial /> }.into_any(),
        (false, true) => {
            view! { <p class="dim">"The waves around it follow in a few seconds."</p> }.into_any()
        }
        (false, false) => view! { <p class="dim">"No waves are kept of this alarm."</p> }.into_any(),
    }
}

#[component]
fn Paper(serial: u64) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let view = expect_context::<LogView>();
    let palette = expect_context::<SettingsSignal>().part(|settings: &Settings| settings.palette);
    let canvas = NodeRef::<html::Canvas>::new();
    let roll = NodeRef::<html::Div>::new();
    let speed = RwSignal::new(SPEEDS[1]);
    let draw = move || {
        let (Some(canvas), Some(roll)) = (canvas.get_untracked(), roll.get_untracked()) else { return };
        let Some(strip) = bed.alarm_strip(serial) else { return };
        let chart = chart(bed, view, &strip);
        if let Err(error) = draw_strip_on(&canvas, &chart, speed.get_untracked(), &ink()) {
            log::error!("{error}");
        }
        // The alarm's moment is in the middle of the paper.
        roll.set_scroll_left(f64::from(roll.scroll_width() - roll.client_width()) / 2.0);
    };
    Effect::new(move |_| {
        canvas.track();
        roll.track();
        speed.track();
        let _ = palette.get();
        // The palette reaches the style sheet in an effect of its own; read the colours after it.
        in_next_frame(draw);
    });
    view! {
        <div class="strip-roll" node_ref=roll tabindex="0" role="group" aria-label="Waves around the alarm">
            <canvas node_ref=canvas role="img" aria-label="Waves from 10 s before the alarm to 10 s after it"></canvas>
        </div>
        <fieldset class="choice">
            <legend class="visually-hidden">"Speed of the paper"</legend>
            {SPEEDS
                .map(|option| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=format!("strip-speed-{serial}")
                                prop:checked=move || speed.get().total_cmp(&option).is_eq()
                                on:change=move |_| speed.set(option)
                            />
                            <span>{option} " mm/s"</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

fn chart(bed: LiveBed, view: LogView, strip: &AlarmStrip) -> StripChart {
    let rows = strip.waves.iter().map(|wave| StripRow {
        label: wave.label.to_string(),
        unit: wave.channel.unit(),
        ecg: matches!(wave.channel, Channel::Ecg | Channel::EcgSecond),
        color: token_color(color_token(wave.channel)),
        rate: wave.rate,
        begins: wave.begins,
        samples: wave.samples().collect(),
    });
    view.episodes.with_untracked(|all| {
        let told = |serial: u64| all.iter().rev().find(|episode| episode.serial == serial);
        let number =
            strip.alarms.first().and_then(|(serial, _)| told(*serial)).map_or(0, |episode| episode.number);
        let name = |serial| told(serial).map(|episode| episode.condition.title()).unwrap_or_default();
        StripChart {
            rows: rows.collect(),
            from: strip.from,
            to: strip.to,
            marks: strip.alarms.iter().map(|(serial, at)| (*at, name(*serial))).collect(),
            axis: match bed.midnight_to_zero(number) {
                Some(at_zero) => TimeAxis::TimeOfDay { at_zero },
                None => TimeAxis::Elapsed,
            },
        }
    })
}
