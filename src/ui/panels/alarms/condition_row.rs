use leptos::prelude::*;

use crate::{
    alarms::{Condition, ConditionConfig, Policy, Priority, adjustable, policy, total_delay},
    live::{PresetsSignal, SettingsSignal},
    model::{Span, Vital},
};

/// Delays on offer, seconds; those that a condition may not have are left out.
const DELAYS: [f64; 10] = [0.0, 1.0, 2.0, 4.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0];
const REARMS: [f64; 6] = [0.0, 30.0, 60.0, 180.0, 300.0, 900.0];
const RISES: [f64; 6] = [15.0, 30.0, 60.0, 120.0, 300.0, 900.0];

/// A select by place in a list of texts.
#[component]
pub fn Pick(
    name: &'static str,
    #[prop(into)] label: String,
    options: Vec<String>,
    chosen: Signal<usize>,
    choose: Callback<usize>,
) -> impl IntoView {
    view! {
        <select
            data-setting=name
            aria-label=label
            on:change=move |event| {
                if let Ok(place) = event_target_value(&event).parse() {
                    choose.run(place);
                }
            }
        >
            {options
                .into_iter()
                .enumerate()
                .map(|(place, text)| {
                    view! {
                        <option value=place.to_string() prop:selected=move || chosen.get() == place>
                            {text}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}

/// What can be chosen among numbers, and where it goes in the condition's configuration.
#[derive(Clone, Copy)]
struct Numbers {
    name: &'static str,
    what: &'static str,
    unit: &'static str,
    read: fn(&Policy) -> Option<f64>,
    write: fn(&mut ConditionConfig, Option<f64>),
}

fn secs(span: Option<f64>) -> Option<Span> {
    span.map(Span::from_secs)
}

const DELAY: Numbers = Numbers {
    name: "delay",
    what: "delay",
    unit: "s",
    read: |policy| Some(policy.delay.secs()),
    write: |config, value| config.delay = secs(value),
};
const BACK_BY: Numbers = Numbers {
    name: "hysteresis",
    what: "distance back inside the limit",
    unit: "",
    read: |policy| Some(policy.hysteresis),
    write: |config, value| config.hysteresis = value,
};
const REARM: Numbers = Numbers {
    name: "rearm",
    what: "time to re-arm",
    unit: "s",
    read: |policy| Some(policy.rearm.secs()),
    write: |config, value| config.rearm = secs(value),
};
const ESCALATE: Numbers = Numbers {
    name: "escalate",
    what: "time until its priority rises",
    unit: "s",
    read: |policy| policy.escalate_after.map(Span::secs),
    write: |config, value| config.escalate_after = secs(value),
};

/// Changes what a person chose about one condition.
type Change = Callback<Box<dyn FnOnce(&mut ConditionConfig)>>;

/// A box to tick.
#[component]
fn Switch(name: &'static str, label: String, checked: Signal<bool>, flip: Callback<bool>) -> impl IntoView {
    view! {
        <label class="condition-switch">
            <input
                type="checkbox"
                data-setting=name
                aria-label=label
                prop:checked=move || checked.get()
                on:change=move |event| flip.run(event_target_checked(&event))
            />
        </label>
    }
}

/// A choice among the priorities.
#[component]
fn PriorityPick(condition: Condition, now: Memo<Policy>, change: Change) -> impl IntoView {
    let usual = condition.priority();
    let choose = Callback::new(move |place: usize| {
        let chosen = Priority::ALL.get(place).copied().filter(|priority| *priority != usual);
        change.run(Box::new(move |config| config.priority = chosen));
    });
    let chosen = Signal::derive(move || {
        Priority::ALL.iter().position(|known| *known == now.get().priority).unwrap_or_default()
    });
    let options = Priority::ALL.map(|priority| priority.name().to_owned()).to_vec();
    view! { <Pick name="priority" label=format!("{condition}: priority") options chosen choose /> }
}

/// Why it has no switch.
const fn why_on(condition: Condition) -> &'static str {
    match condition {
        Condition::LimitLow(_) | Condition::LimitHigh(_) => "It is off when its limit is empty",
        _ => "It may not be switched off: without it nobody would know",
    }
}

/// How long it takes in all where that is long.
#[component]
fn TotalDelay(condition: Condition, now: Memo<Policy>) -> impl IntoView {
    move || {
        total_delay(condition, &now.get()).map(|total| {
            let title = "Averaging and delay together, from the change of the patient to the alarm";
            let text = format!("after about {:.0} s in all", total.secs());
            view! { <span class="unit" title=title data-total-delay>{text}</span> }
        })
    }
}

/// One condition: what may be changed as a choice, what is fixed as text.
#[component]
pub fn ConditionRow(condition: Condition, refused: RwSignal<Option<String>>) -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let presets = expect_context::<PresetsSignal>();
    let now = settings.part(move |settings| settings.alarms.policy(condition));
    let (may, usual) = (adjustable(condition), policy(condition));
    let change: Change = Callback::new(move |change: Box<dyn FnOnce(&mut ConditionConfig)>| {
        let mut config = settings.peek().alarms.get(condition);
        change(&mut config);
        let mut outcome = Ok(());
        presets.change(condition.title(), |_, tuning| outcome = tuning.set(condition, config));
        refused.set(outcome.err().map(|error| error.to_string()));
    });
    let on = move || {
        if may.off {
            let checked = Signal::derive(move || now.get().on);
            let flip = Callback::new(move |on: bool| change.run(Box::new(move |config| config.off = !on)));
            return view! { <Switch name="on" label=format!("{condition}: on") checked flip /> }.into_any();
        }
        fixed("on", why_on(condition))
    };
    let priority = move || {
        if may.priority {
            view! { <PriorityPick condition now change /> }.into_any()
        } else {
            fixed(usual.priority.name(), "The priority of what kills within minutes is fixed")
        }
    };
    let latching = move || {
        let checked = Signal::derive(move || now.get().latching);
        let flip = Callback::new(move |latching: bool| {
            let latching = Some(latching).filter(|latching| *latching != usual.latching);
            change.run(Box::new(move |config| config.latching = latching));
        });
        view! { <Switch name="latching" label=format!("{condition}: latches") checked flip /> }
    };
    // A choice among numbers; those beyond `most` are left out, the present and the usual one are in.
    let among = move |of: Numbers, numbers: &[f64], most: f64, never: bool, unit: &'static str| {
        let (present, usual) = ((of.read)(&now.get_untracked()), (of.read)(&usual));
        let mut numbers: Vec<f64> =
            numbers.iter().copied().filter(|number| *number <= most).chain(present).chain(usual).collect();
        numbers.sort_unstable_by(f64::total_cmp);
        numbers.dedup();
        let choices: Vec<Option<f64>> =
            never.then_some(None).into_iter().chain(numbers.into_iter().map(Some)).collect();
        let options = choices
            .iter()
            .map(|choice| choice.map_or_else(|| "never".to_owned(), |number| format!("{number} {unit}")))
            .collect();
        let known = choices.clone();
        let chosen = Signal::derive(move || {
            let present = (of.read)(&now.get());
            known.iter().position(|choice| *choice == present).unwrap_or_default()
        });
        let choose = Callback::new(move |place: usize| {
            let chosen = choices.get(place).copied().flatten().filter(|number| Some(*number) != usual);
            change.run(Box::new(move |config| (of.write)(config, chosen)));
        });
        view! { <Pick name=of.name label=format!("{condition}: {}", of.what) options chosen choose /> }
            .into_any()
    };
    let delay = move || match may.longest_delay {
        Some(most) => among(DELAY, &DELAYS, most.secs(), false, DELAY.unit),
        None => fixed(&format!("{} s", usual.delay.secs()), "This condition does not wait longer"),
    };
    let back_by = move || match may.largest_hysteresis {
        Some(most) => {
            let steps = [0.0, 0.2, 0.4, 1.0, 2.0, 3.0, 5.0].map(|times| round(usual.hysteresis * times));
            among(BACK_BY, &steps, most, false, condition.vital().map_or("", Vital::unit))
        }
        None => fixed("", "No number decides this condition"),
    };
    let rearm = move || {
        if may.rearm {
            among(REARM, &REARMS, f64::INFINITY, false, REARM.unit)
        } else {
            fixed("", "Each one is told")
        }
    };
    let high = Memo::new(move |_| now.with(|now| now.priority == Priority::High));
    let escalate = move || {
        if high.get() {
            fixed("", "It is high already")
        } else {
            among(ESCALATE, &RISES, f64::INFINITY, true, ESCALATE.unit)
        }
    };
    let cells: [(&'static str, AnyView); 7] = [
        ("On", on()),
        ("Priority", priority()),
        ("Delay", view! { {delay()} <TotalDelay condition now /> }.into_any()),
        ("Back by", back_by()),
        ("Re-arms", rearm()),
        ("Latches", latching().into_any()),
        ("Rises after", view! { {escalate} }.into_any()),
    ];
    view! {
        <tr data-condition=condition.key()>
            <th scope="row">{condition.title()}</th>
            {cells.into_iter().map(|(label, cell)| view! { <td data-label=label>{cell}</td> }).collect_view()}
        </tr>
    }
}

/// What cannot be changed, and why.
fn fixed(text: &str, why: &'static str) -> AnyView {
    view! { <span class="dim" title=why>{text.to_owned()}</span> }.into_any()
}

/// Without what binary fractions leave behind: 0.1 times 3 is 0.3.
fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
