use leptos::{html, prelude::*};

use crate::{
    alarms::delivery::{Duty, Person, PersonId, Role, Shift, WEEKDAYS, Way},
    live::Delivering,
};

/// Name, role, hours and channels of one person.
#[component]
pub fn PersonForm(old: Option<PersonId>, close: impl Fn() + Copy + 'static) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let plan = delivering.plan.get_untracked();
    let person = old.and_then(|old| plan.person(old)).cloned();
    let name = NodeRef::<html::Input>::new();
    let role = RwSignal::new(person.as_ref().map_or(Role::Nurse, Person::role));
    let duty = person.as_ref().map_or(Duty::ALWAYS, |person| *person.duty());
    let always = RwSignal::new(duty == Duty::ALWAYS);
    let days = RwSignal::new(duty.0.map(|shift| {
        let given = shift.filter(|_| duty != Duty::ALWAYS);
        let hours = |shift: Shift| (shift.start(), shift.end());
        let (from, to) = given.map_or_else(|| ("07:00".to_owned(), "15:30".to_owned()), hours);
        (shift.is_some(), from, to)
    }));
    let ways = RwSignal::new(person.as_ref().map_or(Vec::new(), |person| person.ways().to_vec()));
    let over = RwSignal::new(person.as_ref().is_none_or(Person::wants_over));
    let refused = RwSignal::new(None::<String>);
    let save = move |_| {
        let Some(field) = name.get_untracked() else { return };
        let kept = hours(always.get_untracked(), &days.get_untracked()).and_then(|duty| {
            Person::new(
                &field.value(),
                role.get_untracked(),
                duty,
                &ways.get_untracked(),
                over.get_untracked(),
            )
            .and_then(|person| delivering.change(|plan| plan.keep_person(person, old)))
            .map_err(|error| error.to_string())
        });
        match kept {
            Ok(_) => close(),
            Err(why) => refused.set(Some(why)),
        }
    };
    let remove = move |id| {
        // Removing is never refused.
        let _ = delivering.change(|plan| {
            plan.remove_person(id);
            Ok(())
        });
        close();
    };
    let given = person.as_ref().map_or(String::new(), |person| person.name().to_owned());
    view! {
        <div class="form" data-person-form>
            <label class="field">
                <span>"Name"</span>
                <input type="text" data-person="name" maxlength=Person::LONGEST autocomplete="off" node_ref=name value=given />
            </label>
            <label class="field">
                <span>"Role"</span>
                <RoleChoice role />
            </label>
            <label class="tick">
                <input
                    type="checkbox"
                    data-person="always"
                    prop:checked=always
                    on:change=move |event| always.set(event_target_checked(&event))
                />
                <span>"Always on duty"</span>
            </label>
            <Show when=move || !always.get()>
                <DayRows days />
            </Show>
            <WayTicks ways />
            <label class="tick">
                <input
                    type="checkbox"
                    data-person="over"
                    prop:checked=over
                    on:change=move |event| over.set(event_target_checked(&event))
                />
                <span>"Also when an alarm is over"</span>
            </label>
            {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
            <div class="row">
                <button class="key primary" data-action="save-person" on:click=save>"Save"</button>
                <button class="key" on:click=move |_| close()>"Cancel"</button>
                {old
                    .map(|id| {
                        view! {
                            <button class="key" data-action="remove-person" on:click=move |_| remove(id)>
                                "Remove"
                            </button>
                        }
                    })}
            </div>
        </div>
    }
}

/// A day's row: whether there is work, from when, until when.
type Day = (bool, String, String);

fn hours(always: bool, days: &[Day; 7]) -> Result<Duty, String> {
    if always {
        return Ok(Duty::ALWAYS);
    }
    let mut duty = Duty([None; 7]);
    for (day, (_, from, to)) in days.iter().enumerate().filter(|(_, (works, ..))| *works) {
        let shift = Shift::parse(from, to).map_err(|error| format!("{}: {error}", WEEKDAYS[day]))?;
        duty.0[day] = Some(shift);
    }
    Ok(duty)
}

#[component]
fn RoleChoice(role: RwSignal<Role>) -> impl IntoView {
    view! {
        <select
            data-person="role"
            on:change=move |event| {
                let chosen = event_target_value(&event);
                if let Some(known) = Role::ALL.into_iter().find(|known| known.name() == chosen) {
                    role.set(known);
                }
            }
        >
            {Role::ALL
                .map(|known| {
                    view! {
                        <option value=known.name() selected=role.get_untracked() == known>
                            {known.name()}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}

/// By what somebody is reached.
#[component]
fn WayTicks(ways: RwSignal<Vec<Way>>) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let plan = delivering.plan.get_untracked();
    let mut offered = vec![Way::Notification, Way::OtherPages, Way::Speech];
    offered.extend(plan.webhooks().iter().map(|webhook| Way::Webhook(webhook.id())));
    let choose = move |way: Way| {
        ways.update(|ways| match ways.iter().position(|chosen| *chosen == way) {
            Some(place) => drop(ways.remove(place)),
            None => ways.push(way),
        });
    };
    view! {
        <fieldset class="ticks">
            <legend>"Reached by"</legend>
            {offered
                .into_iter()
                .map(|way| {
                    view! {
                        <label class="tick">
                            <input
                                type="checkbox"
                                data-reached-by=way_key(way)
                                prop:checked=move || ways.with(|ways| ways.contains(&way))
                                on:change=move |_| choose(way)
                            />
                            <span>{plan.way_name(way).to_owned()}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// The hours of each weekday. An end before the start is on the next day.
#[component]
fn DayRows(days: RwSignal<[Day; 7]>) -> impl IntoView {
    let time = move |day: usize, end: bool| {
        view! {
            <input
                type="time"
                aria-label=format!("{} {}", WEEKDAYS[day], if end { "until" } else { "from" })
                disabled=move || days.with(|days| !days[day].0)
                prop:value=move || days.with(|days| if end { days[day].2.clone() } else { days[day].1.clone() })
                on:change=move |event| {
                    let value = event_target_value(&event);
                    days.update(|days| if end { days[day].2 = value } else { days[day].1 = value });
                }
            />
        }
    };
    view! {
        <div class="days">
            {(0..WEEKDAYS.len())
                .map(|day| {
                    view! {
                        <div class="day">
                            <label class="tick">
                                <input
                                    type="checkbox"
                                    prop:checked=move || days.with(|days| days[day].0)
                                    on:change=move |event| {
                                        let works = event_target_checked(&event);
                                        days.update(|days| days[day].0 = works);
                                    }
                                />
                                <span>{WEEKDAYS[day]}</span>
                            </label>
                            {time(day, false)}
                            {time(day, true)}
                        </div>
                    }
                })
                .collect_view()}
            <p class="dim">"An end before the start is on the next day. The same time twice is a whole day."</p>
        </div>
    }
}

/// A channel's name in the page.
pub fn way_key(way: Way) -> String {
    match way {
        Way::Notification => "notification".to_owned(),
        Way::OtherPages => "other-pages".to_owned(),
        Way::Speech => "voice".to_owned(),
        Way::Webhook(id) => format!("webhook-{}", id.0),
    }
}
