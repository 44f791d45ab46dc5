use leptos::prelude::*;

use crate::ui::keyboard::KEYS;

/// What this is, what it is not, and its keys.
#[component]
pub fn HelpPanel() -> impl IntoView {
    view! {
        <p class="notice">
            <b>"Bedside is not a medical device."</b>
            " It is for teaching, demonstration, research and wellness. Do not use it to watch over a person whose life may depend on it."
        </p>
        <h3>"Two ways on"</h3>
        <p>
            "The bed shows a simulated patient. "
            <a href="#/patient">"Change the patient or trouble a sensor"</a>
            ", or "
            <a href="#/recordings">"open a recording"</a>
            " from PhysioNet."
        </p>
        <h3>"Keys"</h3>
        <dl class="keys">
            {KEYS
                .map(|(key, does)| {
                    view! {
                        <div>
                            <dt>
                                <kbd>{key}</kbd>
                            </dt>
                            <dd>{does}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
        <h3>"How sure is a number?"</h3>
        <dl class="keys">
            <div>
                <dt>"72"</dt>
                <dd>"Measured, signal good."</dd>
            </div>
            <div>
                <dt>"72?"</dt>
                <dd>"Measured in a doubtful signal."</dd>
            </div>
            <div>
                <dt>"14 est"</dt>
                <dd>"Estimated from heart and pulse. No alarm starts or ends by it."</dd>
            </div>
            <div>
                <dt>"---"</dt>
                <dd>"Unknown: not measured, or no longer true."</dd>
            </div>
        </dl>
    }
}
