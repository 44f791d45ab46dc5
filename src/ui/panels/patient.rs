use leptos::{html, prelude::*};

use super::{circulation::Circulation, news2::News2Entry, simulation::Simulation};
use crate::{
    live::{LiveBed, SettingsSignal},
    model::{AgeBand, ByHand, LimitSet, Patient},
    platform::time_of_day,
};

/// Who lies in the bed; and for a simulated patient, how he fares.
#[component]
pub fn PatientPanel() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let present = settings.peek().patient;
    let (name, place) = present.as_ref().map_or(("", "Bed 1"), |patient| (patient.name(), patient.bed()));
    let (name_field, bed_field) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let age = RwSignal::new(settings.peek().age());
    let refused = RwSignal::new(None::<String>);
    let weight = Memo::new(move |_| {
        let ago = |at| time_of_day(at - bed.now.get_untracked());
        bed.weight.get().map(|weight| (weight.kilograms, ago(weight.at)[..5].to_owned()))
    });
    let save = move || {
        let (Some(name), Some(place)) = (name_field.get_untracked(), bed_field.get_untracked()) else {
            return;
        };
        match Patient::new(&name.value(), &place.value(), age.get_untracked()) {
            Ok(patient) => {
                refused.set(None);
                settings.change(|settings| {
                    // Another age has other limits; the same age keeps the ones that were set.
                    if settings.age() != patient.age() {
                        settings.limits = LimitSet::defaults(patient.age());
                    }
                    // Another name is another patient: what was entered about the one before is not his.
                    let before = settings.patient.as_ref().map_or("", Patient::name);
                    if !before.is_empty() && before != patient.name() {
                        settings.by_hand = ByHand::default();
                    }
                    settings.patient = Some(patient);
                });
            }
            Err(error) => refused.set(Some(error.to_string())),
        }
    };
    view! {
        <label class="field">
            <span>"Name"</span>
            <input type="text" maxlength=Patient::LONGEST autocomplete="off" node_ref=name_field value=name.to_owned() on:change=move |_| save() />
        </label>
        <label class="field">
            <span>"Bed"</span>
            <input type="text" maxlength=Patient::LONGEST autocomplete="off" node_ref=bed_field value=place.to_owned() on:change=move |_| save() />
        </label>
        <label class="field">
            <span>"Age group"</span>
            <select
                data-setting="age"
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    if let Some(band) = AgeBand::ALL.into_iter().find(|band| band.name() == chosen) {
                        age.set(band);
                        save();
                    }
                }
            >
                {AgeBand::ALL
                    .map(|band| {
                        view! {
                            <option value=band.name() selected=move || age.get() == band>
                                {band.name()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        <p class="dim">"Another age group brings its own default limits."</p>
        {move || refused.get().map(|why| view! { <p class="error" role="alert">{why}</p> })}
        {move || {
            weight
                .get()
                .map(|(kilograms, when)| {
                    view! {
                        <p data-weight>
                            "Weight " <b>{format!("{kilograms:.1} kg")}</b> <span class="dim">{format!(" at {when}")}</span>
                        </p>
                    }
                })
        }}
        <News2Entry />
        <Circulation />
        <Show when=move || !bed.is_replaying()>
            <Simulation />
        </Show>
    }
}
