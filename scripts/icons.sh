#!/usr/bin/env bash
# Draws the PNG icons of the installed app from their SVG sources. Run it after changing one, and commit the PNGs.
set -euo pipefail
cd "$(dirname "$0")/.."

draw() { # SOURCE TARGET WINDOW SCALE: the drawing fills the window; scales below 0.5 are not possible
    local profile
    profile=$(mktemp -d)
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
        --default-background-color=00000000 --window-size="$3,$3" --force-device-scale-factor="$4" \
        --screenshot="$PWD/$2" "file://$PWD/$1" 2> /dev/null
    rm -rf "$profile"
}

draw web/icons/icon.svg web/icons/icon-192.png 256 0.75
draw web/icons/icon.svg web/icons/icon-512.png 512 1
draw web/icons/maskable.svg web/icons/maskable-512.png 512 1
