# Sourced by the other scripts: go to the project, put its own tools first on PATH, and say what happens and when.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export PATH="$PWD/.tools/bin:$PWD/node_modules/.bin:$PATH"

step() { # TEXT: a line with the seconds since the script began
    printf '[%4d s] %s\n' "$SECONDS" "$*"
}

stop() { # TEXT: the reason, and the end
    printf '[%4d s] error: %s\n' "$SECONDS" "$*" >&2
    exit 1
}

have() { # COMMAND
    command -v "$1" > /dev/null 2>&1
}
