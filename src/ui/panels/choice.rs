use leptos::prelude::*;

/// A choice between a few settings, as a row of keys.
#[component]
pub fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    name: &'static str,
    options: Vec<(&'static str, T)>,
    value: Memo<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView {
    view! {
        <fieldset class="choice" data-setting=name>
            <legend>{label}</legend>
            {options
                .into_iter()
                .map(|(text, option)| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=name
                                prop:checked=move || value.get() == option
                                on:change=move |_| choose(option)
                            />
                            <span>{text}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}
