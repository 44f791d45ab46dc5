use leptos::{html, prelude::*};

use crate::{live::LiveBed, platform::BrowserFile};

/// Opens a PhysioNet record: chosen or dropped.
#[component]
pub fn RecordingsPanel() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        if let Some(field) = input.get() {
            let files = field.files().map(|list| BrowserFile::from_list(&list)).unwrap_or_default();
            bed.open_recording(files);
            // So that choosing the same files again is a change again.
            field.set_value("");
        }
    };
    view! {
        <p>
            "A PhysioNet (WFDB) record plays on this bed as if it were live: the same processing, the same alarms. "
            "Nothing leaves this device."
        </p>
        <label class="drop">
            <input
                type="file"
                multiple
                class="visually-hidden"
                data-files
                node_ref=input
                on:change=chosen
            />
            <b>"Choose files"</b>
            <span>
                "or drop them anywhere on the page: the " <code>".hea"</code> " with its " <code>".dat"</code>
                " files, and " <code>".atr"</code> " if there is one"
            </span>
        </label>
        {move || bed.opening.get().then(|| view! { <p role="status">"Opening…"</p> })}
        {move || {
            bed.refused
                .get()
                .map(|why| {
                    view! {
                        <p class="error" role="alert" data-error>
                            {why}
                        </p>
                    }
                })
        }}
        {move || {
            bed.source
                .with(|source| source.recording().cloned())
                .map(|playing| {
                    let left_out = playing.left_out.to_string();
                    view! {
                        <h3>"Open"</h3>
                        <p data-open-record>
                            <b>{playing.name.to_string()}</b>
                            " · "
                            {playing.length.to_string()}
                        </p>
                        {(!left_out.is_empty()).then(|| view! { <p class="dim">"Not shown: " {left_out}</p> })}
                        <button class="key" data-action="close-recording" on:click=move |_| bed.simulate_again()>
                            "Close recording"
                        </button>
                    }
                })
        }}
        <h3>"Where to find records"</h3>
        <p class="dim">
            "physionet.org offers thousands, free: for example the MIT-BIH Arrhythmia Database (mitdb) and the BIDMC "
            "intensive-care recordings (bidmc). Formats 212 and 16 among others are read; multi-segment and compressed "
            "records are not."
        </p>
    }
}
