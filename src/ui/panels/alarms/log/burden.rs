use leptos::prelude::*;

use crate::{
    alarms::{Burden, Priority, Share},
    live::LiveBed,
    model::Span,
};

/// How often it is counted anew although nothing was written, seconds of the bed's clock.
const EVERY: f64 = 10.0;
/// How many of the most frequent alarms are named.
const TOP: usize = 5;

/// What the alarms of this patient asked of people, in numbers.
#[component]
pub fn BurdenBox() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let open = RwSignal::new(false);
    let turn = Memo::new(move |_| (bed.now.get().secs() / EVERY).floor() as i64);
    let lines = move || {
        bed.log_version.track();
        turn.get();
        open.get().then(|| {
            let told = lines(&bed.burden(None));
            told.into_iter()
                .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
                .collect_view()
        })
    };
    view! {
        <div class="burden" data-burden>
            <button
                class="key"
                aria-expanded=move || open.get().to_string()
                aria-controls="burden-lines"
                data-action="burden"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "Alarm burden"
            </button>
            <dl class="keys" id="burden-lines">{lines}</dl>
        </div>
    }
}

fn lines(burden: &Burden) -> Vec<(String, String)> {
    let length = burden.over.end - burden.over.start;
    let [high, medium, low] = Priority::ALL.map(|priority| burden.alarms.of(priority));
    let mut lines = Vec::new();
    let mut say = |name: &str, value: String| lines.push((name.to_owned(), value));
    say("Monitored", length.to_string());
    say("Alarms", format!("{} ({high} high, {medium} medium, {low} low)", burden.alarms.total()));
    // A rate of a few minutes would be a guess.
    if let Some(rate) = burden.per_hour.filter(|_| length >= Span::from_millis(600_000)) {
        say("Per hour", format!("{rate:.1} (or {:.0} a day)", burden.per_day.unwrap_or_default()));
    }
    let share = if length > Span::ZERO { burden.in_alarm.secs() / length.secs() } else { 0.0 };
    say("Time with an alarm", format!("{} ({:.0} %)", burden.in_alarm, share * 100.0));
    let span = |span: Option<Span>| span.map_or("---".to_owned(), |span| span.to_string());
    say("Half lasted less than", span(burden.median_duration));
    say("Half were acknowledged within", span(burden.median_acknowledge));
    for ((priority, met), within) in burden.in_time.into_iter().zip(["1 min", "2 min"]) {
        let name = priority.name();
        say(&format!("Acknowledged within {within} ({name})"), of(met));
    }
    say("Resolved by themselves within 15 s", of(burden.self_resolved));
    let most = burden.floods.iter().map(|flood| flood.alarms).max();
    let floods = most
        .map_or("none".to_owned(), |most| format!("{}, the largest of {most} alarms", burden.floods.len()));
    say("Floods (more than 10 in 10 min)", floods);
    let inhibited: Vec<_> = burden.inhibited.iter().map(|(why, count)| format!("{count} by {why}")).collect();
    if !inhibited.is_empty() {
        say("Kept from the screen", inhibited.join(", "));
    }
    let top = burden.conditions.iter().take(TOP);
    let top: Vec<_> = top.map(|(condition, count)| format!("{} {count}", condition.title())).collect();
    if !top.is_empty() {
        say("Most frequent", top.join(", "));
    }
    for (what, span) in burden.inactive {
        if span > Span::ZERO {
            say(what.name(), span.to_string());
        }
    }
    lines
}

fn of(share: Share) -> String {
    match share.share() {
        Some(part) => format!("{} of {} ({:.0} %)", share.met, share.of, part * 100.0),
        None => "---".to_owned(),
    }
}
