"""Beat detectors of others on the records that docs/accuracy.md is about: what an hour of one lead costs, and what
is found of the annotated beats. Run by scripts/peers.sh, which runs the project's own detector beside it.

    detectors.py DIRECTORY

Beats match within 150 ms, the first five minutes and ventricular fibrillation are left out, as in tests/scoring.
gqrs is slow in Python, so it gets one record in eight.
"""

import sys
import time
from pathlib import Path

import numpy as np
import sleepecg
import wfdb.processing

BEATS = set("NLRBAaJSVrFejnE/fQ?")


def reference(record):
    """Samples of the beats, and stretches of fibrillation."""
    annotations = wfdb.rdann(record, "atr")
    beats = [s for s, kind in zip(annotations.sample, annotations.symbol) if kind in BEATS]
    edges = [(s, kind) for s, kind in zip(annotations.sample, annotations.symbol) if kind in "[]"]
    stretches = [(begin, end) for (begin, one), (end, two) in zip(edges, edges[1:]) if one == "[" and two == "]"]
    return beats, stretches


def matched(truth, found, window):
    """Pairs in order, each beat once."""
    pairs, at = 0, 0
    for beat in truth:
        while at < len(found) and found[at] < beat - window:
            at += 1
        if at < len(found) and found[at] <= beat + window:
            pairs += 1
            at += 1
    return pairs


def score(name, detect, records):
    secs = hours = pairs = truths = founds = 0
    for path in records:
        record = str(path.with_suffix(""))
        signal = wfdb.rdrecord(record, channels=[0])
        lead, rate = np.ascontiguousarray(signal.p_signal[:, 0]), signal.fs
        begun = time.process_time()
        found = detect(lead, rate)
        secs += time.process_time() - begun
        hours += len(lead) / rate / 3600
        beats, stretches = reference(record)

        def counts(sample):
            return sample >= 300 * rate and not any(begin <= sample <= end for begin, end in stretches)

        truth, found = [s for s in beats if counts(s)], [s for s in sorted(found) if counts(s)]
        pairs += matched(truth, found, 0.15 * rate)
        truths += len(truth)
        founds += len(found)
    print(f"{name:28} {1e3 * secs / hours:10.0f} ms an hour   Se {100 * pairs / truths:6.2f}   +P {100 * pairs / founds:6.2f}")


def main():
    records = sorted(Path(sys.argv[1]).glob("*.hea"))
    score("SleepECG, compiled", lambda lead, rate: sleepecg.detect_heartbeats(lead, rate), records)
    score(
        "WFDB gqrs, Python",
        lambda lead, rate: wfdb.processing.gqrs_detect(sig=lead, fs=rate),
        records[::8],
    )


main()
