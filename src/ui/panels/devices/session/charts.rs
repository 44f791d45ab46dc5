use leptos::{html, prelude::*};

use crate::{
    charts::{Poincare, TachogramInk, tachogram},
    live::{LONG, LiveBed, SettingsSignal, VariabilityView},
    platform::TrendCanvas,
    ui::{
        next_frame::in_next_frame,
        trend_view::{axis, ink, token_color},
    },
};

/// The last five minutes of RR intervals, over time and each over the one before.
#[component]
pub fn Charts(view: Memo<VariabilityView>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let palette = settings.part(|settings| settings.palette);
    let [course, plot] = [(); 2].map(|()| NodeRef::<html::Canvas>::new());
    let draw = move || {
        let (Some(course), Some(plot)) = (course.get_untracked(), plot.get_untracked()) else { return };
        let colors = TachogramInk { line: token_color("--ecg"), marked: token_color("--line-medium") };
        let measures = view.with_untracked(|view| view.long);
        let drawn = bed.with_intervals(LONG, |intervals, now| {
            let trend = tachogram(&intervals, now - LONG, now, axis(bed), colors);
            let mut square = Poincare::new(&intervals);
            if let Ok(measures) = measures {
                square = square.ellipse(measures.mean_ms, measures.sd1_ms, measures.sd2_ms);
            }
            TrendCanvas::new(course)
                .draw(&trend, &ink(), None)
                .and_then(|()| TrendCanvas::new(plot).draw_poincare(&square, &ink(), colors))
        });
        if let Err(error) = drawn {
            log::error!("{error}");
        }
    };
    Effect::new(move |_| {
        // A memo wakes only those who have read it.
        let _ = (bed.now.get(), palette.get(), course.get().is_some(), plot.get().is_some());
        in_next_frame(draw);
    });
    view! {
        <div class="rr-charts">
            <canvas node_ref=course role="img" aria-label="RR intervals of the last five minutes over time"></canvas>
            <canvas
                node_ref=plot
                role="img"
                aria-label="Poincaré plot: each RR interval of the last five minutes over the one before"
            ></canvas>
        </div>
    }
}
